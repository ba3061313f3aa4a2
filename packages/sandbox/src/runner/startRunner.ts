import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { SandboxClock } from '../clock';
import type { DocumentStore } from '../documents';
import { endLeftOverGroups } from './job/leftOverGroups';
import { tidyTemporaryFolder } from './job/temporaryFolder';
import { Runner } from './Runner';
import type { RunnerHost } from './RunnerHost';
import type { RunnerSandbox } from './RunnerSandbox';

/** What a runner needs. */
export interface RunnerOptions {
  readonly parts: {
    readonly clock: SandboxClock;
    readonly documents: DocumentStore;
    readonly dataDir: string;
  };
  readonly github: RunnerHost;
  /** The AWS that steps reach by `AWS_ENDPOINT_URL`. */
  readonly aws?: { readonly url: string };
  /** Given to steps as `PLINTH_PORTAL_URL`. */
  readonly portalUrl?: string;
  /**
   * Where jobs work. Dependencies of a repository resolve from folders above it.
   *
   * @default - `runner` in the data folder
   */
  readonly workDir?: string;
  /**
   * Whether dependencies of repositories lie in folders above `workDir`: workflows read it as the variable
   * `PLINTH_PREINSTALLED`. Where they do not, jobs install them from the registry of this process's own
   * `npm_config_registry`.
   *
   * @default true
   */
  readonly preinstalled?: boolean;
  /** Further variables for every step. */
  readonly env?: Readonly<Record<string, string>>;
  /**
   * Repositories whose schedules run from the start, as `owner/name`.
   *
   * @default - those in which something has happened since the data folder is there
   */
  readonly repositories?: readonly string[];
  /**
   * How many jobs run at once.
   *
   * @default 2
   */
  readonly jobs?: number;
}

/**
 * Starts to run workflows: what GitHub tells of from now on, and what an earlier start left behind. Jobs that were
 * running when the runner was last stopped fail; queued ones run.
 */
export async function startRunner(
  options: RunnerOptions,
): Promise<RunnerSandbox> {
  const { parts, github } = options;
  const workDir = options.workDir ?? join(parts.dataDir, 'runner');
  const jobsFolder = join(workDir, 'jobs');
  await endLeftOverGroups(jobsFolder);
  await rm(jobsFolder, { recursive: true, force: true, maxRetries: 5 });
  await mkdir(jobsFolder, { recursive: true });
  await tidyTemporaryFolder(workDir);
  return Runner.start({
    machine: {
      host: github,
      clock: parts.clock,
      workDir,
      preinstalled: options.preinstalled ?? true,
      ...(options.aws && { awsUrl: options.aws.url }),
      ...(options.portalUrl && { portalUrl: options.portalUrl }),
      ...(options.env && { env: options.env }),
    },
    documents: parts.documents,
    jobs: options.jobs ?? 2,
    repositories: options.repositories ?? [],
  });
}

import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { DeliveryError, messageOf } from '../errors';

const eventSchema = z.object({
  before: z.string().optional(),
  workflow_run: z
    .object({
      event: z.string(),
      head_sha: z.string(),
      head_branch: z.string().nullable(),
      head_repository: z.object({ full_name: z.string() }).nullable(),
    })
    .optional(),
});

/** The run whose end started this one, as GitHub tells it: what a branch says of itself is not in it. */
export interface EndedRun {
  /** What started it: `pull_request` or `merge_group`. */
  readonly event: string;
  readonly headSha: string;
  readonly headBranch: string | null;
  /** `owner/name` of the repository with the head; null when that was deleted. */
  readonly headRepository: string | null;
}

/** What a workflow run is about, from the variables that GitHub sets. */
export interface RunContext {
  readonly owner: string;
  readonly repo: string;
  /** The repository's number, which stays when it is renamed; undefined where the runner does not tell it. */
  readonly repositoryId?: string;
  readonly apiUrl: string;
  readonly token: string;
  /** Unique for each attempt of a run: `7001-2`. */
  readonly runId: string;
  readonly attempt: number;
  readonly runUrl: string;
  readonly job: string;
  readonly event: string;
  readonly sha: string;
  readonly ref: string;
  /** The commit before a push. */
  readonly before?: string;
  /** Of an event `workflow_run`. */
  readonly endedRun?: EndedRun;
}

const ADVICE: Record<string, string> = {
  GITHUB_TOKEN: 'give the step env: GITHUB_TOKEN: ${{ github.token }}',
};

/**
 * Reads the run's context; undefined outside of a workflow, where nothing is reported.
 *
 * Throws a `DeliveryError` when the run is only half described: then a report could end up in the wrong place.
 */
export function readRunContext(env: NodeJS.ProcessEnv): RunContext | undefined {
  if (env.GITHUB_ACTIONS !== 'true') {
    return undefined;
  }
  const required = (name: string): string => {
    const value = env[name];
    if (value) {
      return value;
    }
    throw new DeliveryError(
      `${name} is not set in this workflow run; ${ADVICE[name] ?? 'GitHub sets it, so the runner is not complete'}.`,
      'settings',
    );
  };
  const [owner, repo] = required('GITHUB_REPOSITORY').split('/');
  const runId = required('GITHUB_RUN_ID');
  const event = readEvent(env.GITHUB_EVENT_PATH);
  const ended = event.workflow_run;
  return {
    owner,
    repo,
    repositoryId: env.GITHUB_REPOSITORY_ID,
    apiUrl: required('GITHUB_API_URL'),
    token: required('GITHUB_TOKEN'),
    runId,
    attempt: Number(env.GITHUB_RUN_ATTEMPT ?? '1'),
    runUrl: `${required('GITHUB_SERVER_URL')}/${owner}/${repo}/actions/runs/${runId}`,
    job: env.GITHUB_JOB ?? 'job',
    event: env.GITHUB_EVENT_NAME ?? 'unknown',
    sha: required('GITHUB_SHA'),
    ref: required('GITHUB_REF'),
    before:
      event.before && !/^0+$/.test(event.before) ? event.before : undefined,
    endedRun: ended && {
      event: ended.event,
      headSha: ended.head_sha,
      headBranch: ended.head_branch,
      headRepository: ended.head_repository?.full_name ?? null,
    },
  };
}

/** The branch of a run. */
export function branchOf({ ref }: RunContext): string {
  return ref.replace(/^refs\/heads\//, '');
}

function readEvent(file: string | undefined): z.infer<typeof eventSchema> {
  if (!file) {
    return {};
  }
  try {
    return eventSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    throw new DeliveryError(
      `The event of this run in GITHUB_EVENT_PATH cannot be read: ${messageOf(error)}`,
      'settings',
    );
  }
}

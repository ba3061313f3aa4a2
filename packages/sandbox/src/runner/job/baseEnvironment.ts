import { dirname, join } from 'node:path';
import { temporaryFolder } from './temporaryFolder';
import type { Machine } from './JobAssignment';
import type { JobPaths } from '../JobPaths';

/**
 * What every process of a job starts from. Nothing of the parent's environment passes but the search path, the
 * language, and the address of the registry where dependencies have to be installed, so that no token of the one who started the sandbox reaches a workflow.
 */
export function baseEnvironment(
  paths: JobPaths,
  options: Pick<
    Machine,
    'workDir' | 'awsUrl' | 'portalUrl' | 'preinstalled' | 'env'
  >,
): Record<string, string> {
  return {
    PATH: `${dirname(process.execPath)}:${process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin'}`,
    HOME: paths.home,
    // Shared by all jobs, because compilers keep there what the next job can use again.
    TMPDIR: temporaryFolder(options.workDir),
    NODE_COMPILE_CACHE: join(
      temporaryFolder(options.workDir),
      'node-compile-cache',
    ),
    LANG: process.env.LANG ?? 'C.UTF-8',
    // Without this, git would find the repository in which the sandbox itself lies.
    GIT_CEILING_DIRECTORIES: paths.root,
    GIT_TERMINAL_PROMPT: '0',
    ...(options.awsUrl && {
      AWS_ENDPOINT_URL: options.awsUrl,
      // No machine here has an instance profile; the SDK would wait for one.
      AWS_EC2_METADATA_DISABLED: 'true',
    }),
    ...(options.portalUrl && { PLINTH_PORTAL_URL: options.portalUrl }),
    ...(!options.preinstalled &&
      process.env.npm_config_registry && {
        npm_config_registry: process.env.npm_config_registry,
      }),
    ...options.env,
  };
}

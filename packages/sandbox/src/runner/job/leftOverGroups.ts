import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { JobPaths } from '../JobPaths';
import { signalGroup } from './runProcess';

const FILE = 'process-groups';

/** Notes a process group of a job, so that a runner that was killed finds it again. */
export function recordGroup(paths: JobPaths, group: number): void {
  appendFileSync(join(paths.root, FILE), `${group}\n`);
}

/**
 * Ends what jobs of a runner that was killed have left running, and answers how many groups that were. A group is
 * ended only if its leader's environment says that it belongs to the job, since its number may be someone else's by
 * now. That needs `/proc`; elsewhere nothing is ended.
 */
export async function endLeftOverGroups(jobsFolder: string): Promise<number> {
  const jobs = existsSync(jobsFolder) ? await readdir(jobsFolder) : [];
  let ended = 0;
  for (const job of jobs) {
    const root = join(jobsFolder, job);
    const file = join(root, FILE);
    const groups = existsSync(file)
      ? readFileSync(file, 'utf8').split('\n').filter(Boolean).map(Number)
      : [];
    for (const group of groups) {
      if (belongsTo(group, root) && signalGroup(group, 'SIGKILL')) {
        ended += 1;
      }
    }
  }
  return ended;
}

function belongsTo(process: number, root: string): boolean {
  const file = `/proc/${process}/environ`;
  return (
    existsSync(file) &&
    readFileSync(file, 'utf8')
      .split('\0')
      .some(each => each === `RUNNER_TEMP=${join(root, 'temp')}`)
  );
}

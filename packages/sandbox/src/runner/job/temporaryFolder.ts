import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** `TMPDIR` of all jobs of a runner. */
export function temporaryFolder(workDir: string): string {
  return join(workDir, 'tmp');
}

/** Makes the folder, or empties it of all but the compile caches of tsx and Node.js. */
export async function tidyTemporaryFolder(workDir: string): Promise<void> {
  const folder = temporaryFolder(workDir);
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(folder)) {
    if (!/^(?:tsx-|node-compile-cache$)/.test(name)) {
      await rm(join(folder, name), { recursive: true, force: true });
    }
  }
}

import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import type { UnitFile } from '@plinth/repository';

/** The files below a folder of the workspace, ordered by path; empty if there is no such folder. Links are refused. */
export async function readWorkspace(
  workspacePath: string,
  folder: string,
): Promise<UnitFile[]> {
  const root = resolveSafeChildPath(workspacePath, folder);
  const entries = await readdir(root, {
    recursive: true,
    withFileTypes: true,
  }).catch(error => {
    if (error.code === 'ENOENT') {
      return [];
    }
    throw error;
  });
  const files = entries
    .filter(entry => !entry.isDirectory())
    .map(async entry => {
      const path = join(entry.parentPath, entry.name);
      const inside = relative(workspacePath, path).split(sep).join('/');
      return {
        path: inside,
        content: await readFile(
          resolveSafeChildPath(workspacePath, inside),
          'utf8',
        ),
      };
    });
  return (await Promise.all(files)).sort((a, b) => (a.path < b.path ? -1 : 1));
}

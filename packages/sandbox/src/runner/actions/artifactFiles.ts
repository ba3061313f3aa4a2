import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { isWithin } from './isWithin';

/** The files of an artifact. */
export interface ArtifactFiles {
  /** The folder from which their names in the artifact count. */
  readonly root: string;
  /** Absolute. */
  readonly files: readonly string[];
}

/**
 * The files under some paths, those that are there. Names count from the one folder that was named, or from the
 * nearest folder that holds all that was named. Links are followed; a loop of them counts once.
 */
export async function artifactFiles(
  paths: readonly string[],
  options: { hidden: boolean },
): Promise<ArtifactFiles> {
  const files = new Set<string>();
  const seen = new Set<string>();
  const visit = async (path: string): Promise<void> => {
    const found = await stat(path).catch(() => undefined);
    if (!found || (!options.hidden && basename(path).startsWith('.'))) {
      return;
    }
    if (!found.isDirectory()) {
      files.add(path);
      return;
    }
    const real = await realpath(path);
    if (!seen.has(real)) {
      seen.add(real);
      for (const name of (await readdir(path)).sort()) {
        await visit(join(path, name));
      }
    }
  };
  const holders: string[] = [];
  for (const path of paths) {
    await visit(path);
    const found = await stat(path).catch(() => undefined);
    holders.push(found?.isDirectory() ? path : dirname(path));
  }
  return { root: commonFolder(holders), files: [...files] };
}

/** The nearest folder that holds all of some. */
function commonFolder(folders: readonly string[]): string {
  const [first = sep, ...others] = folders;
  return others.reduce(
    (common, each) => (isWithin(common, each) ? common : widened(common, each)),
    first,
  );
}

function widened(folder: string, path: string): string {
  const above = dirname(folder);
  return isWithin(above, path) ? above : widened(above, path);
}

import pLimit from 'p-limit';
import { dataFileOf, ROOT_FOLDERS, unitPathsOf } from '../layout/layout';
import { parseUnitFile, requireUnit, separateUnits } from './parseUnitFile';
import type { RepositoryFiles } from './RepositoryFiles';
import type { BrokenUnit, UnitFolder } from './UnitFolder';

/** So many files are read at once; a Git host takes more for an attack. */
const READS_AT_ONCE = 8;

/** Paths of the folders that hold the data file of a unit, sorted. */
export async function listUnits(files: RepositoryFiles): Promise<string[]> {
  const listings = await Promise.all(
    ROOT_FOLDERS.map(root => files.list(root)),
  );
  const paths = new Set(listings.flat());
  return unitPathsOf(paths).filter(path => paths.has(dataFileOf(path)));
}

/** The folder that uses a name, for example `tenants/acme`, whatever it holds; undefined if the name is free. */
export async function findFolder(
  files: RepositoryFiles,
  name: string,
): Promise<string | undefined> {
  const listings = await Promise.all(
    ROOT_FOLDERS.map(root => files.list(root)),
  );
  return unitPathsOf(listings.flat()).find(path => path.endsWith(`/${name}`));
}

/**
 * One unit, by the path of its folder; undefined if its data file does not exist.
 *
 * @throws InputError that names the file and what is wrong with it
 */
export async function readUnit(
  files: RepositoryFiles,
  path: string,
): Promise<UnitFolder | undefined> {
  const text = await files.read(dataFileOf(path));
  return text === undefined
    ? undefined
    : requireUnit(parseUnitFile(path, text));
}

/**
 * Reads the units of some folders, in their order, and says of each that cannot be used why.
 *
 * @param paths - folders of units; @default - all
 */
export async function readUnits(
  files: RepositoryFiles,
  paths?: readonly string[],
): Promise<{ units: UnitFolder[]; broken: BrokenUnit[] }> {
  const limit = pLimit(READS_AT_ONCE);
  const folders = paths ?? (await listUnits(files));
  await files.prefetch?.(folders.map(dataFileOf));
  const read = folders.map(path =>
    limit(async () => parseUnitFile(path, await files.read(dataFileOf(path)))),
  );
  return separateUnits(await Promise.all(read));
}

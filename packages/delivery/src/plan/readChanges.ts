import type { Unit } from '@plinth/blueprints/schema';
import {
  dataFileOf,
  GOVERNANCE_FILE,
  listUnits,
  parseUnitFile,
  readUnit,
  ROOT_FOLDERS,
  separateUnits,
  unitPathOf,
  unitPathsOf,
  type BrokenUnit,
} from '@plinth/repository/units';
import type { Git } from '../git/Git';

/** What Git says about a change: the files, and the units before and after it. */
export interface Changes {
  /** Paths of the files that differ between base and head. */
  readonly files: readonly string[];
  /** Paths of the units in whose own folder something changed. */
  readonly directly: ReadonlySet<string>;
  /** Units at head, by path. */
  readonly units: ReadonlyMap<string, Unit>;
  readonly broken: readonly BrokenUnit[];
  /** Paths of the units that the base holds, valid or not. */
  readonly pathsBefore: readonly string[];
  /** The units of `directly` as they were at the base, where they existed and were valid, by path. */
  readonly before: ReadonlyMap<string, Unit>;
  /** Texts of the governance file at base and head, if it changed; undefined where there is none. */
  readonly governance?: {
    readonly base: string | undefined;
    readonly head: string | undefined;
  };
}

/** Reads the change between two commits from Git alone: neither has to be checked out. */
export async function readChanges(options: {
  git: Git;
  base: string;
  head: string;
}): Promise<Changes> {
  const { git, base, head } = options;
  const [files, pathsBefore, { units, broken }] = await Promise.all([
    git.changedPaths(base, head),
    listUnits(git.at(base)),
    unitsAt(git, head),
  ]);
  const directly = new Set(files.flatMap(file => unitPathOf(file) ?? []));
  const before = await Promise.all(
    pathsBefore
      .filter(path => directly.has(path))
      .map(path => readUnit(git.at(base), path).catch(() => undefined)),
  );
  const text = (commit: string) => git.at(commit).read(GOVERNANCE_FILE);
  return {
    files,
    directly,
    units: new Map(units.map(({ path, unit }) => [path, unit])),
    broken,
    pathsBefore,
    before: new Map(
      before.flatMap(each => (each ? [[each.path, each.unit]] : [])),
    ),
    governance: files.includes(GOVERNANCE_FILE)
      ? { base: await text(base), head: await text(head) }
      : undefined,
  };
}

/** All units of a commit; a folder without its data file is a broken one. */
async function unitsAt(git: Git, commit: string) {
  const listings = await Promise.all(
    ROOT_FOLDERS.map(folder => git.list(commit, `${folder}/`)),
  );
  const paths = unitPathsOf(listings.flat());
  const texts = await git.readAll(commit, paths.map(dataFileOf));
  return separateUnits(
    paths.map((each, index) => parseUnitFile(each, texts[index])),
  );
}

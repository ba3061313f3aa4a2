import { InputError } from '@backstage/errors';
import type { Unit } from '@plinth/blueprints/schema';
import {
  dataFileOf,
  isEnvironmentPath,
  listUnits,
  readUnits,
  unitPathsOf,
  type RepositoryFiles,
} from '@plinth/repository';
import type {
  InfrastructureRepository,
  RequestPull,
} from '@plinth/repository/github';
import type { Snapshot } from '@plinth/repository/github';

/** A unit that is there already, and where. */
export interface KnownUnit {
  readonly unit: Unit;
  /** The open pull request that adds or changes it; undefined on the protected branch. */
  readonly pull?: RequestPull;
}

/** All environments on the protected branch. */
export async function readEnvironments(main: Snapshot): Promise<KnownUnit[]> {
  return readAll(main, (await listUnits(main)).filter(isEnvironmentPath));
}

/** The environments that open requests add or change. */
export async function readRequestedEnvironments(
  repository: InfrastructureRepository,
  main: Snapshot,
  pulls: readonly RequestPull[],
): Promise<KnownUnit[]> {
  const merged = await main.files('environments');
  const found = await Promise.all(
    pulls.map(async pull => {
      const head = repository.at(pull.headCommit);
      const files = await head.files('environments');
      const changed = unitPathsOf(files.keys()).filter(path => {
        const file = dataFileOf(path);
        return files.has(file) && files.get(file) !== merged.get(file);
      });
      return readAll(head, changed, pull);
    }),
  );
  return found.flat();
}

/** An unreadable unit stops a request: its network is unknown, so no other could be told apart from it. */
async function readAll(
  files: RepositoryFiles,
  paths: readonly string[],
  pull?: RequestPull,
): Promise<KnownUnit[]> {
  const { units, broken } = await readUnits(files, paths);
  if (broken.length > 0) {
    const [{ path, message }] = broken;
    throw new InputError(
      `${dataFileOf(path)}${pull ? ` of pull request #${pull.number}` : ''} cannot be read, so it is unknown what it occupies; repair it first: ${message}`,
    );
  }
  return units.map(({ unit }) => ({ unit, pull }));
}

import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  InputError,
  ServiceUnavailableError,
  toError,
} from '@backstage/errors';
import {
  type BlueprintRegistry,
  inspectUnit,
  type Unit,
} from '@plinth/blueprints/schema';
import {
  dataFileOf,
  isEnvironmentPath,
  listUnits,
  readUnits,
  unitPathsOf,
} from '@plinth/repository';
import type {
  InfrastructureRepository,
  RequestPull,
  Snapshot,
} from '@plinth/repository/github';

/** A unit that is there already, and where. */
export interface KnownUnit {
  readonly unit: Unit;
  /** The open pull request that adds or changes it; undefined on the protected branch. */
  readonly pull?: RequestPull;
}

/**
 * All environments on the protected branch.
 *
 * @throws InputError for one that cannot be read: its network is unknown, so no other could be told apart from it
 */
export async function readEnvironments(main: Snapshot): Promise<KnownUnit[]> {
  const paths = (await listUnits(main)).filter(isEnvironmentPath);
  const { units, broken } = await readUnits(main, paths);
  if (broken.length > 0) {
    const [{ path, message }] = broken;
    throw new InputError(
      `${dataFileOf(path)} cannot be read, so it is unknown what it occupies; repair it first: ${message}`,
    );
  }
  return units;
}

/**
 * The environments that open requests add or change. What is wrong in one of them can never be merged as it is, so it is left out,
 * with a warning: it must not keep others from asking.
 */
export async function readRequestedEnvironments(
  repository: InfrastructureRepository,
  pulls: readonly RequestPull[],
  options: { blueprints: BlueprintRegistry; logger: LoggerService },
): Promise<KnownUnit[]> {
  const { blueprints, logger } = options;
  const found = await Promise.all(
    pulls.map(async pull => {
      const ignore = (what: string, why: string) =>
        logger.warn(
          `${what} of pull request #${pull.number} occupies nothing until it is repaired: ${why}`,
        );
      try {
        const head = repository.at(pull.headCommit);
        const { units, broken } = await readUnits(
          head,
          await changedEnvironments(repository, head),
        );
        broken.forEach(({ path, message }) => ignore(path, message));
        return units.flatMap(({ path, unit }) => {
          const [issue] = inspectUnit(unit, blueprints);
          if (issue) {
            ignore(path, `${issue.parameter}: ${issue.message}`);
            return [];
          }
          return [{ unit, pull }];
        });
      } catch (error) {
        if (toError(error).name === ServiceUnavailableError.name) {
          throw error;
        }
        ignore('The branch', toError(error).message);
        return [];
      }
    }),
  );
  return found.flat();
}

/** Paths of the environments whose data a commit adds or changes, against what it was made from. */
async function changedEnvironments(
  repository: InfrastructureRepository,
  head: Snapshot,
): Promise<string[]> {
  const [files, base] = await Promise.all([
    head.files('environments'),
    repository.baseOf(head.commit),
  ]);
  const before = await base?.files('environments');
  return unitPathsOf(files.keys()).filter(path => {
    const file = dataFileOf(path);
    return files.has(file) && files.get(file) !== before?.get(file);
  });
}

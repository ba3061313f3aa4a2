import { NotFoundError } from '@backstage/errors';
import type { Unit } from '@plinth/blueprints/schema';
import { dataFileOf, readUnit } from '@plinth/repository';
import type { Snapshot } from '@plinth/repository/github';

/**
 * The unit of a folder on the protected branch.
 *
 * @throws NotFoundError if there is none, InputError if its file is no valid unit
 */
export async function requireUnitOnMain(
  main: Snapshot,
  path: string,
): Promise<Unit> {
  const folder = await readUnit(main, path);
  if (!folder) {
    throw new NotFoundError(
      `There is no ${dataFileOf(path)} on the main branch; the unit may have been removed meanwhile`,
    );
  }
  return folder.unit;
}

import { ConflictError } from '@backstage/errors';
import { quoteValue, type Unit } from '@plinth/blueprints/schema';
import { differences } from '@plinth/repository';
import type { SeenUnit } from './LifeRequest';

/**
 * Refuses a request that was decided on other values than those that hold now, and tells both.
 *
 * @throws ConflictError that names each value that has become another one since the form was opened
 */
export function refuseStale(unit: Unit, seen: SeenUnit | undefined): void {
  if (!seen) {
    return;
  }
  const { version, monthlyBudget, parameters } = seen;
  const shown: Unit = { ...unit, version, monthlyBudget, parameters };
  const moved = differences(shown, unit).map(
    ({ field, before, after }) =>
      `${field} was ${tell(before)} when the form was opened and is ${tell(after)} now`,
  );
  if (moved.length > 0) {
    throw new ConflictError(
      `${unit.name} has changed on the main branch since commit ${seen.commit.slice(0, 7)}: ${moved.join('; ')}. Open the form again and decide with the values of now`,
    );
  }
}

function tell(value: unknown): string {
  return value === undefined ? 'left to the default' : quoteValue(value);
}

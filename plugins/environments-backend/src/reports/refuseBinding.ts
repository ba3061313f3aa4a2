import { InputError } from '@backstage/errors';
import type { PlanReport } from '@plinth/plugin-environments-common';
import { isUnitPath } from '@plinth/repository';

/** `account/region/stack`. */
const STACK_KEY = /^\d{12}\/[a-z0-9-]{1,30}\/[A-Za-z][A-Za-z0-9-]{0,127}$/;

/**
 * Throws an `InputError` unless what a plan is bound to names units and stacks, and nothing that means something to
 * JavaScript or to a reader; of a plan that passed it must be told.
 */
export function refuseBinding({ binding, outcome }: PlanReport): void {
  if (!binding) {
    if (outcome === 'passed') {
      throw new InputError(
        'A plan that passed is bound to hashes of its units: send them as binding',
      );
    }
    return;
  }
  const { unitHashes, bindings } = binding;
  for (const unit of [...Object.keys(unitHashes), ...Object.keys(bindings)]) {
    if (!isUnitPath(unit)) {
      throw new InputError(
        `binding: ${JSON.stringify(unit.slice(0, 200))} is not the folder of a unit`,
      );
    }
  }
  for (const stack of Object.values(bindings).flatMap(Object.keys)) {
    if (!STACK_KEY.test(stack)) {
      throw new InputError(
        `binding: ${JSON.stringify(stack.slice(0, 200))} is not account/region/stack`,
      );
    }
  }
}

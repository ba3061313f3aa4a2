import { InputError } from '@backstage/errors';
import {
  type BlueprintRegistry,
  resolveParameters,
  type Unit,
} from '@plinth/blueprints/schema';
import { editedUnit } from '@plinth/repository';
import { isDeepStrictEqual } from 'node:util';
import { changeUnit } from './changeUnit';
import type { LifeRequestOf } from './LifeRequest';
import { refuseStale } from './refuseStale';
import { requireUnitOnMain } from './requireUnitOnMain';
import type { LifeContext, UnitChange } from './UnitChange';

/** What a request for other parameters or another budget makes of the unit. */
export async function planChange(
  request: LifeRequestOf<'change'>,
  { repository, path }: LifeContext,
  blueprints: BlueprintRegistry,
): Promise<UnitChange> {
  const main = await repository.main();
  const before = await requireUnitOnMain(main, path);
  refuseStale(before, request.seen);
  const { monthlyBudget } = request;
  const holding = resolveParameters(before, blueprints);
  const parameters = Object.fromEntries(
    Object.entries({
      ...request.parameters,
      ...extension(before, holding, request.extendHours),
    }).filter(
      // What holds by default already needs no line in the file
      ([name, value]) => !isDeepStrictEqual(holding[name], value),
    ),
  );
  const after = editedUnit(before, {
    parameters,
    ...(monthlyBudget !== undefined && { monthlyBudget }),
  });
  return {
    ...(await changeUnit(main, path, before, after, blueprints)),
    title: `${request.extendHours ? 'Extend' : 'Change'} ${after.kind} ${after.name} (${after.stage}, ${after.region})`,
    notes: [],
    labels: ['change'],
  };
}

/**
 * The time to live that a preview gets.
 *
 * @throws InputError for what has none
 */
function extension(
  { name, stage }: Unit,
  { ttlHours }: Readonly<Record<string, unknown>>,
  hours: number | undefined,
): { ttlHours?: number } {
  if (hours === undefined) {
    return {};
  }
  if (stage !== 'preview' || typeof ttlHours !== 'number') {
    throw new InputError(
      `extendHours: ${name} is of stage ${stage} and has no time to live that could be longer`,
    );
  }
  return { ttlHours: ttlHours + hours };
}

import { InputError } from '@backstage/errors';
import {
  type BlueprintRegistry,
  resolveParameters,
  type Serving,
  SERVING_PARAMETERS,
  type ServingStep,
  stepFrom,
  tellServing,
  type Unit,
} from '@plinth/blueprints/schema';
import { editedUnit } from '@plinth/repository';
import { changeUnit } from './changeUnit';
import type { LifeRequestOf } from './LifeRequest';
import { requireUnitOnMain } from './requireUnitOnMain';
import type { LifeContext, UnitChange } from './UnitChange';

type FailoverRequest = LifeRequestOf<'failover'>;

/** What a step between the two regions of an environment makes of it: the one that serves, or what the other one is for. */
export async function planFailover(
  request: FailoverRequest,
  { repository, path }: LifeContext,
  blueprints: BlueprintRegistry,
): Promise<UnitChange> {
  const main = await repository.main();
  const before = await requireUnitOnMain(main, path);
  const next = nextOf(request, before, blueprints);
  const after = editedUnit(before, {
    parameters: {
      ...next,
      servingReason: request.reason,
      ...snapshotOf(request, before, next),
    },
  });
  return {
    ...(await changeUnit(
      main,
      path,
      before,
      after,
      blueprints,
      SERVING_PARAMETERS,
    )),
    title: `${titleOf(request.step, next)} environment ${after.name} (${after.stage})`,
    notes: [noteOf(request)],
    labels: ['failover'],
  };
}

function nextOf(
  { step, regionLost }: FailoverRequest,
  unit: Unit,
  blueprints: BlueprintRegistry,
): Serving {
  const now = blueprints
    .find(unit.blueprint, unit.version)
    ?.servingOf?.(resolveParameters(unit, blueprints));
  if (!now) {
    throw new InputError(
      `entityRef: ${unit.name} has no second region that could serve; of ${unit.blueprint}, name one in drRegion first, or follow the runbook database-failover`,
    );
  }
  const next = stepFrom(now, step, regionLost);
  if (!next) {
    throw new InputError(
      `step: ${step} leads nowhere from ${tellServing(now)}: ${adviceFor(step, now, regionLost)}`,
    );
  }
  return next;
}

function adviceFor(
  step: ServingStep,
  { standby }: Serving,
  regionLost = false,
): string {
  if (step === 'fence') {
    return 'only a region that was lost is fenced by itself';
  }
  if (step === 'rejoin') {
    return standby === 'lost'
      ? 'take the step fence first, once the region answers'
      : 'the other region follows already';
  }
  if (regionLost && standby === 'follows') {
    return 'what leads people to a region stands in the recovery region, which must answer';
  }
  return standby === 'lost'
    ? 'the other region is lost; take the steps fence and rejoin once it answers'
    : 'the other region is fenced and has none of the writes since; take the step rejoin first';
}

/** What DocumentDB of the region that begins to serve is restored from. */
function snapshotOf(
  { step, snapshot }: FailoverRequest,
  before: Unit,
  { serving }: Serving,
): Record<string, string> {
  // A switch whose fence turned out to be out of reach names nothing anew.
  if (step !== 'switch' || before.parameters.serving === serving) {
    return {};
  }
  if (!snapshot) {
    throw new InputError(
      `snapshot: name the cluster snapshot in the ${serving} region that DocumentDB is restored from`,
    );
  }
  return { [`${serving}Snapshot`]: snapshot };
}

function titleOf(step: ServingStep, { serving }: Serving): string {
  switch (step) {
    case 'switch':
      return `Serve from the ${serving} region:`;
    case 'fence':
      return 'Fence the region that was lost:';
    default:
      return 'Let the other region follow:';
  }
}

function noteOf({ step, reason, regionLost }: FailoverRequest): string {
  const order = {
    switch: regionLost
      ? 'The lost region is not deployed to. It is fenced in IAM, which holds for whoever signs in; then data is promoted, and last people are led over.'
      : 'The deployment fences the region that serves, then promotes data, and last leads people over. Nobody can write in between.',
    fence: 'Nobody is led elsewhere by this.',
    rejoin: 'Nobody is led elsewhere by this.',
  }[step];
  return `**Why:** ${reason.replace(/[\r\n|<>]/g, ' ')}\n\n${order}`;
}

import { describeFreeze, type Freeze } from '@plinth/repository';
import { DeliveryError } from '../errors';
import { freezesOver } from '../plan/freezeFindings';
import type { GatheredPlan } from '../plan/gatherPlan';
import type { DeploymentWork } from './deploymentWork';

/**
 * Throws a `DeliveryError` that names every unit that is frozen, and by what. A unit with which the deployment has nothing to do
 * is not asked about, so that a freeze stops nothing that stands still anyway.
 *
 * @param freezes - of the protected branch as it is now, not of the commit: a freeze holds for what was merged before it
 */
export function requireThawed(
  { toDeploy, toDelete }: Pick<DeploymentWork, 'toDeploy' | 'toDelete'>,
  { units, before }: Pick<GatheredPlan, 'units' | 'before'>,
  freezes: readonly Freeze[],
  now: Date,
): void {
  const paths = new Set([
    ...toDeploy.map(({ unit }) => unit),
    ...toDelete.map(({ path }) => path),
  ]);
  const frozen = [...paths].flatMap(path =>
    freezesOver(
      { path, before: before.get(path), after: units.get(path) },
      freezes,
      now,
    ).map(freeze => `${path} is ${describeFreeze(freeze)}`),
  );
  if (frozen.length > 0) {
    throw new DeliveryError(
      `Nothing was deployed: ${frozen.join(' · ')}. Run this again when that has ended, or was lifted by a pull request that removes the file.`,
      'governance',
    );
  }
}

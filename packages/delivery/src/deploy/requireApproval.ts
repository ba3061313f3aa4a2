import { DeliveryError } from '../errors';
import type { GatheredPlan } from '../plan/gatherPlan';
import { stacksByUnit, type SynthesizedStack } from '../synth/Assembly';
import { refusal, type ApprovedPlan } from './approvedPlan';

/**
 * Throws a `DeliveryError` that names every unit that is not what was approved.
 *
 * A unit of which some stacks were deployed by an earlier attempt of this very commit has another baseline now. What is
 * left of it then differs from its plan only by what this commit itself did, so its hash is not compared again.
 */
export function requireApproval(
  approved: ApprovedPlan,
  toDeploy: readonly SynthesizedStack[],
  gathered: Pick<GatheredPlan, 'plan' | 'assembly' | 'deployed'>,
  commit: string,
): void {
  const { plan, assembly, deployed } = gathered;
  const byUnit = stacksByUnit(assembly?.stacks ?? []);
  const isContinued = (unit: string) =>
    byUnit.get(unit)?.some(stack => {
      const provenance = deployed(stack)?.provenance;
      return (
        provenance?.commit === commit && provenance.planHash === approved.hash
      );
    });
  const refusals = [...new Set(toDeploy.map(({ unit }) => unit))]
    .filter(unit => !isContinued(unit))
    .flatMap(unit => refusal(approved, unit, plan.unitHashes[unit]) ?? []);
  if (refusals.length > 0) {
    throw new DeliveryError(`Nothing was deployed: ${refusals.join(' · ')}`);
  }
}

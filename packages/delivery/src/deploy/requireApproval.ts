import { stackKey } from '../aws/DeployedStack';
import { DeliveryError } from '../errors';
import type { GatheredPlan } from '../plan/gatherPlan';
import { stacksByUnit, type SynthesizedStack } from '../synth/Assembly';
import { refusal, type ApprovedPlan } from './approvedPlan';

/**
 * Throws a `DeliveryError` that names every unit that is not what was approved.
 *
 * A unit of which some stacks were deployed by an earlier attempt of this very commit has another baseline now. Then it is
 * compared stack by stack: what is deployed already must be what the plan says, and the rest must not differ at all. So an
 * attempt that synthesizes something else than the first one gets nowhere.
 */
export function requireApproval(
  approved: Omit<ApprovedPlan, 'approvers'>,
  toDeploy: readonly SynthesizedStack[],
  gathered: Pick<GatheredPlan, 'plan' | 'assembly' | 'deployed'>,
  commit: string,
): void {
  const { plan, assembly, deployed } = gathered;
  const byUnit = stacksByUnit(assembly?.stacks ?? []);
  const isContinued = (unit: string): boolean => {
    const expected = approved.bindings[unit];
    const actual = plan.bindings[unit];
    const stacks = byUnit.get(unit) ?? [];
    if (!expected || stacks.length !== Object.keys(expected).length) {
      return false;
    }
    const begun = stacks.map(stack => {
      const provenance = deployed(stack)?.provenance;
      const key = stackKey(stack);
      return {
        isDone:
          provenance?.commit === commit &&
          provenance.planHash === approved.hash,
        sameContent: actual?.[key]?.content === expected[key]?.content,
        sameChange: actual?.[key]?.change === expected[key]?.change,
      };
    });
    return (
      begun.some(({ isDone }) => isDone) &&
      begun.every(
        ({ isDone, sameContent, sameChange }) =>
          sameContent && (isDone || sameChange),
      )
    );
  };
  const refusals = [...new Set(toDeploy.map(({ unit }) => unit))]
    .filter(unit => !isContinued(unit))
    .flatMap(unit => refusal(approved, unit, plan.unitHashes[unit]) ?? []);
  if (refusals.length > 0) {
    throw new DeliveryError(
      `Nothing was deployed: ${refusals.join(' · ')}`,
      'approval',
    );
  }
}

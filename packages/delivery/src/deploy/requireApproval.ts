import { stackKey } from '../aws/DeployedStack';
import { DeliveryError } from '../errors';
import type { GatheredPlan } from '../plan/gatherPlan';
import { stacksByUnit } from '../synth/Assembly';
import type { DeploymentWork } from './deploymentWork';
import { refusal, type ApprovedPlan } from './approvedPlan';

/**
 * Throws a `DeliveryError` that names every unit that is not what was approved.
 *
 * A unit of which some stacks were deployed by an earlier attempt of this very commit has another baseline now. Then it is
 * compared stack by stack: what is deployed already must be what the plan says, and the rest must not differ at all. So an
 * attempt that synthesizes something else than the first one gets nowhere. Of a unit that is removed, less may be there than was
 * approved, and nothing else.
 */
export function requireApproval(
  approved: Omit<ApprovedPlan, 'approvers'>,
  { toDeploy, toDelete }: Pick<DeploymentWork, 'toDeploy' | 'toDelete'>,
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
  // What an earlier attempt has deleted is not there any more; all that is must be what was to be deleted.
  const isRemovalContinued = (unit: string): boolean =>
    Object.entries(plan.bindings[unit] ?? {}).every(
      ([key, { content, change }]) => {
        const expected = approved.bindings[unit]?.[key];
        return expected?.content === content && expected.change === change;
      },
    );
  const changed = [...new Set(toDeploy.map(({ unit }) => unit))].filter(
    unit => !isContinued(unit),
  );
  const removed = toDelete
    .map(({ path }) => path)
    .filter(unit => !isRemovalContinued(unit));
  const refusals = [...changed, ...removed].flatMap(
    unit => refusal(approved, unit, plan.unitHashes[unit]) ?? [],
  );
  if (refusals.length > 0) {
    throw new DeliveryError(
      `Nothing was deployed: ${refusals.join(' · ')}`,
      'approval',
    );
  }
}

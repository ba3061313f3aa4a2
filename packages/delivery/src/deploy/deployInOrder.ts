import type { DeployedStack as StackReport } from '@plinth/plugin-environments-common';
import type { Unit } from '@plinth/blueprints/schema';
import { hostPathOf } from '@plinth/repository/units';
import type { SynthesizedStack } from '../synth/Assembly';
import { runInOrder } from './runInOrder';

/**
 * Deploys stacks in the order of their dependencies; a tenant's come after those of its environment. Resolves to a report on
 * each, in the order of the stacks: what could not be begun, because another failed before it, has failed.
 */
export async function deployInOrder(options: {
  stacks: readonly SynthesizedStack[];
  /** All units, by path. */
  units: ReadonlyMap<string, Unit>;
  limit: number;
  deploy: (stack: SynthesizedStack) => Promise<StackReport>;
  /** The report on a stack that was never begun. */
  skip: (stack: SynthesizedStack, reason: string) => StackReport;
}): Promise<StackReport[]> {
  const { stacks, units, limit, deploy, skip } = options;
  const ended = await runInOrder({
    items: stacks,
    nameOf: stack => stack.artifactId,
    dependenciesOf: stack => dependenciesOf(stack, stacks, units),
    limit,
    succeeded: ({ outcome }: StackReport) =>
      outcome === 'succeeded' || outcome === 'unchanged',
    run: deploy,
  });
  return stacks.map(stack => {
    const end = ended.get(stack.artifactId);
    return end && 'result' in end
      ? end.result
      : skip(
          stack,
          `not deployed, because ${end?.skippedBecause ?? 'another stack'} failed before it`,
        );
  });
}

/** Artifact ids that must be deployed before: the stack's own dependencies, and the stacks of the environment that its unit needs. */
function dependenciesOf(
  stack: SynthesizedStack,
  all: readonly SynthesizedStack[],
  units: ReadonlyMap<string, Unit>,
): string[] {
  const unit = units.get(stack.unit);
  const host = unit && hostPathOf(unit);
  const ofHost = all
    .filter(other => other.unit === host)
    .map(({ artifactId }) => artifactId);
  return [...stack.dependsOn, ...ofHost];
}

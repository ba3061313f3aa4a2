import {
  type BlueprintRegistry,
  FIRST_SERVING,
  inspectUnit,
  isReachable,
  isSame,
  resolveParameters,
  type Serving,
  tellServing,
  type Unit,
} from '@plinth/blueprints/schema';
import type { Finding } from '@plinth/plugin-environments-common';
import type { DeployedStack, StackLocation } from '../aws/DeployedStack';
import type { Assembly, SynthesizedStack, Template } from '../synth/Assembly';

/** Which region of a unit serves; undefined for one that lives in a single region, or is not valid. */
function servingOf(
  unit: Unit | undefined,
  blueprints: BlueprintRegistry,
): Serving | undefined {
  return unit && inspectUnit(unit, blueprints).length === 0
    ? blueprints
        .find(unit.blueprint, unit.version)
        ?.servingOf?.(resolveParameters(unit, blueprints))
    : undefined;
}

/**
 * The stacks that are planned, without those in a region that a unit says is lost. Those are neither read nor deployed, since
 * nothing there answers; they stay as they are until a change says that the region is back.
 */
export function withoutLost(
  assembly: Assembly,
  units: ReadonlyMap<string, Unit>,
  blueprints: BlueprintRegistry,
): { assembly: Assembly; held: readonly SynthesizedStack[] } {
  const held = assembly.stacks.filter(({ unit: path, region }) => {
    const unit = units.get(path);
    return (
      unit?.region === region && servingOf(unit, blueprints)?.standby === 'lost'
    );
  });
  return {
    assembly: {
      ...assembly,
      stacks: assembly.stacks.filter(stack => !held.includes(stack)),
    },
    held,
  };
}

/** Says of each stack in a lost region that it is left as it is. */
export function heldFindings(held: readonly SynthesizedStack[]): Finding[] {
  return held.map(({ stackName, region, unit }) => ({
    severity: 'warning',
    rule: 'serving.held',
    message: `Stack ${stackName} in ${region} is neither compared nor deployed, because the unit says that its region is lost. It is fenced from the other region; when it answers again, take the step fence of the template failover before any other.`,
    unit,
  }));
}

/**
 * Tells what a change of the region that serves does, and refuses one whose step before has not reached all stacks: a region
 * that began to follow while its fence had failed would replicate from a database that nobody promoted.
 */
export function servingFindings(options: {
  readonly stacks: readonly SynthesizedStack[];
  readonly units: ReadonlyMap<string, Unit>;
  readonly before: ReadonlyMap<string, Unit>;
  readonly blueprints: BlueprintRegistry;
  readonly deployed: (location: StackLocation) => DeployedStack | undefined;
}): Finding[] {
  const { stacks, units, before, blueprints, deployed } = options;
  const told = [...new Set(stacks.map(({ unit }) => unit))].flatMap(path => {
    const [was, willBe] = [before.get(path), units.get(path)].map(unit =>
      servingOf(unit, blueprints),
    );
    return was && willBe && !isSame(was, willBe)
      ? [
          {
            severity: 'warning' as const,
            rule: 'serving.step',
            message: consequence(was, willBe),
            unit: path,
          },
        ]
      : [];
  });
  return [
    ...told,
    ...stacks.flatMap(stack => {
      const wanted = statedServing(stack.template);
      const there = deployed(stack);
      // One from before the first switch could be made says nothing.
      const now = there && (statedServing(there.template) ?? FIRST_SERVING);
      return !wanted || !now || isReachable(now, wanted)
        ? []
        : [
            {
              severity: 'error' as const,
              rule: 'serving.order',
              message: `Stack ${stack.stackName} is deployed with ${tellServing(now)}, from which no single step leads to ${tellServing(wanted)}. Have the step before deployed in all stacks first, by running its deployment again.`,
              unit: stack.unit,
            },
          ];
    }),
  ];
}

function consequence(was: Serving, willBe: Serving): string {
  if (was.serving !== willBe.serving) {
    const fence =
      willBe.standby === 'lost'
        ? `What the ${was.serving} region had not replicated when it was lost is lost to those who are served, and is kept in its database`
        : `First the ${was.serving} region is fenced, and nobody can write`;
    return `People are led from the ${was.serving} to the ${willBe.serving} region. ${fence}; then PostgreSQL is promoted, which no later change takes back, and last people are led there. DocumentDB is what the named recovery point holds: what was written since is not in it.`;
  }
  return willBe.standby === 'follows'
    ? `The region that does not serve gets a new database that follows the one that serves. Its old one stays in the account without a stack, with the writes that nobody replicated: compare them, then delete it.`
    : `The region that does not serve is now ${willBe.standby}: it runs nothing, and nobody reaches its databases.`;
}

/** What a template says of which region serves; undefined where it says nothing. */
export function statedServing({ Metadata }: Template): Serving | undefined {
  const serving = (Metadata as Record<string, unknown> | undefined)?.[
    'Plinth::Serving'
  ];
  return serving as Serving | undefined;
}

import {
  authorizesCommand,
  isNameOfUnit,
  UNIT_TAG,
  unitPath,
  type Governance,
  type Unit,
} from '@plinth/blueprints/schema';
import type { DecommissionStatement } from '@plinth/repository';
import {
  environmentPathOf,
  isUnitPath,
  type UnitFolder,
} from '@plinth/repository/units';
import { foreignStack } from './foreignStack';
import { nameOf, type FoundStack, type Place } from './FoundStack';

/** A unit whose folder a change removes, and what there is of it. */
export interface RemovedUnit extends UnitFolder {
  /** What was said of its end on the protected branch before. */
  readonly statement: DecommissionStatement | undefined;
  /** Where its stacks may be. */
  readonly places: readonly Place[];
  /** The workflow preview ends it, and no deployment. */
  readonly endsByItself: boolean;
  /** Its own stacks, in the order in which they go. */
  readonly stacks: readonly FoundStack[];
  /** Stacks that nobody can tell to be its own or somebody else's, with the reason. */
  readonly doubts: readonly string[];
  /** Stacks of its name with which the pipeline never had to do; they are left alone. */
  readonly namesakes: readonly FoundStack[];
  /** Stacks of tenants that stand in it, and do not go with it. */
  readonly tenants: readonly FoundStack[];
}

/** What there is of a removed unit in the accounts. */
type RemovedStacks = Pick<
  RemovedUnit,
  'stacks' | 'doubts' | 'namesakes' | 'tenants'
>;

/** Whether the workflow preview ends a unit of which the folder is gone. */
export function endsByItself(
  unit: Unit,
  governance: Governance | undefined,
): boolean {
  return unit.stage === 'preview' && authorizesCommand(governance, 'previews');
}

/**
 * Sorts the stacks of the unit's account: those that surely are its own go, those that surely are not are left alone, and what
 * is in doubt stops the removal. Pure.
 *
 * @param removed - the unit as it was before the change
 * @param others - all units of the protected branch after it
 * @param going - paths of all units that the change removes
 */
export function stacksOfRemoved(
  removed: UnitFolder,
  stacks: readonly FoundStack[],
  {
    others,
    going,
  }: { others: readonly UnitFolder[]; going: readonly string[] },
): RemovedStacks {
  const own: FoundStack[] = [];
  const doubts: string[] = [];
  const namesakes: FoundStack[] = [];
  const tenants: FoundStack[] = [];
  const { path, unit } = removed;
  const known = [...others, removed];
  for (const stack of stacks) {
    // A nested stack goes with its root; a change set that was never executed has made nothing.
    if (stack.nested || stack.status === 'REVIEW_IN_PROGRESS') {
      continue;
    }
    const host = stack.approved && environmentPathOf(stack.approved);
    if (host === path && !going.includes(stack.tags[UNIT_TAG])) {
      tenants.push(stack);
    }
    if (!concerns(stack, removed)) {
      continue;
    }
    if (isStranger(stack)) {
      if (stack.stackName === unit.name && stack.region === unit.region) {
        namesakes.push(stack);
      }
      continue;
    }
    const doubt = foreignStack(stack, { path, stage: unit.stage }, known);
    if (doubt) {
      doubts.push(doubt);
    } else {
      own.push(stack);
    }
  }
  // What was made later may need what was made before.
  own.sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
  return { stacks: own, doubts, namesakes, tenants };
}

/** Whether it says that it is the unit's, or is called so and is not plainly another unit's. */
function concerns(
  { stackName, tags, approved }: FoundStack,
  { path, unit }: UnitFolder,
): boolean {
  const said = tags[UNIT_TAG] ?? '';
  if (said === path) {
    return true;
  }
  if (!isNameOfUnit(stackName, unit)) {
    return false;
  }
  const isOfAnother =
    stackName !== unit.name &&
    isUnitPath(said) &&
    approved !== undefined &&
    unitPath(approved) === said &&
    isNameOfUnit(stackName, approved);
  return !isOfAnother;
}

/** Whether nothing of a stack says that the pipeline ever had to do with it. */
function isStranger({ tags, provenance }: FoundStack): boolean {
  return (
    !provenance && !Object.keys(tags).some(tag => tag.startsWith('plinth:'))
  );
}

/**
 * Why a removed unit must not be deleted; sentences, each with what to do. Empty where it may.
 *
 * @param protectedNames - of what goes with its stacks, and refuses that by itself
 */
export function removalProblems(
  removed: RemovedUnit,
  protectedNames: readonly string[] = [],
): string[] {
  const { path, statement, stacks, doubts, tenants } = removed;
  const locked = [
    ...stacks
      .filter(({ terminationProtection }) => terminationProtection)
      .map(nameOf),
    ...protectedNames,
  ];
  return [
    ...doubts.map(
      doubt =>
        `${doubt}. Nothing of ${path} is deleted until somebody has looked: restore its tags, or have whoever runs it delete it.`,
    ),
    ...(tenants.length > 0
      ? [
          `Tenants stand in ${path}: ${tenants.map(nameOf).join(', ')}. Remove their folders first, or with it.`,
        ]
      : []),
    ...(stacks.length > 0 && !statement && !removed.endsByItself
      ? [
          `${path} has no decommission.json on the protected branch, and its stacks are deployed: ${stacks.map(nameOf).join(', ')}. Say there first, by the template decommission or a pull request of its own, why it ends and what becomes of its data; or put the folder back.`,
        ]
      : []),
    ...(locked.length > 0 && statement && !statement.liftTerminationProtection
      ? [
          `${locked.join(', ')}: protected against deletion, and decommission.json of ${path} does not lift that. State liftTerminationProtection there first, in a pull request of its own.`,
        ]
      : []),
  ];
}

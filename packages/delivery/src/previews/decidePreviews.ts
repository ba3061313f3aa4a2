import { UNIT_TAG, type Unit } from '@plinth/blueprints/schema';
import { environmentPathOf, isEnvironmentPath } from '@plinth/repository/units';
import { foreignStack } from '../removal/foreignStack';
import {
  isMoving,
  nameOf,
  placeKey,
  type FoundStack,
  type Place,
} from '../removal/FoundStack';
import { groupStacks } from './groupStacks';
import type { PreviewFacts } from './PreviewFacts';
import { standingOf } from './standingOf';

/**
 * What is to be done about one preview.
 *
 * - `keep`: its time is not over
 * - `end`: its stacks are to be deleted, and its folder, if there is one, to be removed
 * - `ended`: it has no stack any more, and its folder is to be removed
 * - `wait`: it is over, and CloudFormation works on it; a later run ends it
 * - `refuse`: it cannot be told whether it is over, or something stands in the way that a person must look at
 */
type PreviewAction = 'keep' | 'end' | 'ended' | 'wait' | 'refuse';

/** One preview, and what is to be done about it. */
export interface PreviewDecision {
  /** Path of the unit. */
  readonly unit: string;
  readonly action: PreviewAction;
  /** A sentence without its full stop. */
  readonly reason: string;
  /** When its time is over, if it has one. */
  readonly endsAt?: Date;
  /** Its stacks, in the order in which they are to be deleted. */
  readonly stacks: readonly FoundStack[];
  /** The unit's folder is on the branch. */
  readonly hasFolder: boolean;
  /** The commit that says so: it was the last to change the folder, or removed it. */
  readonly commit?: string;
  /** For a tenant, the path of its environment. */
  readonly environment?: string;
  /** Paths of the tenants that must have ended before, because they import what this one exports. */
  readonly tenants: readonly string[];
}

/** Decides about all previews: those with a folder, and those of which stacks are left. Pure; sorted by path. */
export function decidePreviews(facts: PreviewFacts): PreviewDecision[] {
  const { groups, strays } = groupStacks(facts);
  const previews = facts.units.filter(({ unit }) => unit.stage === 'preview');
  const paths = new Set([
    ...groups.keys(),
    ...previews.map(({ path }) => path),
  ]);
  const decided = new Map<string, PreviewDecision>();
  // Environments come first: their tenants end with them.
  for (const path of [...paths].sort()) {
    decided.set(path, decideOne(path, groups.get(path) ?? [], facts, decided));
  }
  for (const decision of decided.values()) {
    if (isEnvironmentPath(decision.unit)) {
      decided.set(decision.unit, withTenants(decision, decided, facts));
    }
  }
  return [...decided.values(), ...strays.map(refuseStray)].sort((a, b) =>
    a.unit < b.unit ? -1 : Number(a.unit > b.unit),
  );
}

function refuseStray(stack: FoundStack): PreviewDecision {
  return {
    unit: stack.stackName,
    action: 'refuse',
    reason: `${nameOf(stack)} is tagged as a preview, and has no tag ${UNIT_TAG} that names a unit; it is left alone`,
    stacks: [stack],
    hasFolder: false,
    tenants: [],
  };
}

function decideOne(
  unitPath: string,
  found: readonly FoundStack[],
  facts: PreviewFacts,
  environments: ReadonlyMap<string, PreviewDecision>,
): PreviewDecision {
  const folder = facts.units.find(each => each.path === unitPath)?.unit;
  const broken = facts.broken.find(each => each.path === unitPath);
  const unit = folder ?? found.find(({ approved }) => approved)?.approved;
  // What was made later may need what was made before.
  const stacks = [...found].sort(
    (a, b) => b.createdAt.getTime() - a.createdAt.getTime(),
  );
  const base = {
    unit: unitPath,
    stacks,
    hasFolder: folder !== undefined || broken !== undefined,
    environment: unit && environmentPathOf(unit),
    commit: facts.changes.get(unitPath)?.commit,
    tenants: [],
  };
  const refuse = (reason: string): PreviewDecision => ({
    ...base,
    action: 'refuse',
    reason,
  });
  const foreign = stacks.flatMap(
    stack =>
      foreignStack(stack, { path: unitPath, stage: 'preview' }, facts.units) ??
      [],
  );
  if (foreign.length > 0) {
    return refuse(foreign.join('; '));
  }
  if (broken) {
    return refuse(
      `its folder cannot be read: ${broken.message}. Correct it by a pull request`,
    );
  }
  const unseen = folder && unseenReason(folder, facts);
  if (unseen) {
    return refuse(unseen);
  }

  const host = base.environment
    ? environments.get(base.environment)
    : undefined;
  const standing = standingOf({
    unitPath,
    folder,
    stacks,
    facts,
    host: host && { ...host, over: isOver(host) },
  });
  const told = { ...base, reason: standing.reason, endsAt: standing.endsAt };
  if (!standing.over) {
    return { ...told, action: 'keep' };
  }
  const moving = stacks.find(isMoving);
  if (moving) {
    return {
      ...told,
      action: 'wait',
      reason: `${standing.reason}, and ${nameOf(moving)} is ${moving.status}: a later run ends it`,
    };
  }
  const locked = stacks.find(
    ({ terminationProtection }) => terminationProtection,
  );
  if (locked) {
    return refuse(
      `${standing.reason}, and ${nameOf(locked)} is protected against deletion. Turn its termination protection off if it may go`,
    );
  }
  return { ...told, action: stacks.length > 0 ? 'end' : 'ended' };
}

/** Why nothing can be known of the unit's stacks. */
function unseenReason(unit: Unit, facts: PreviewFacts): string | undefined {
  const isHere = (place: Place) => placeKey(place) === placeKey(unit);
  if (!facts.places.some(isHere)) {
    return `the governance phase authorizes no previews in ${unit.account} ${unit.region}, so nothing is looked at there`;
  }
  return facts.unread.some(isHere)
    ? `${unit.account} ${unit.region} could not be read`
    : undefined;
}

function isOver({ action }: PreviewDecision): boolean {
  return action === 'end' || action === 'ended' || action === 'wait';
}

/** An environment ends after its tenants, and not at all while one of them cannot end. */
function withTenants(
  decision: PreviewDecision,
  decided: ReadonlyMap<string, PreviewDecision>,
  facts: PreviewFacts,
): PreviewDecision {
  const tenants = [...decided.values()].filter(
    ({ environment }) => environment === decision.unit,
  );
  const told = { ...decision, tenants: tenants.map(({ unit }) => unit) };
  if (!isOver(decision)) {
    return told;
  }
  const other = facts.units.find(
    ({ unit }) =>
      environmentPathOf(unit) === decision.unit && unit.stage !== 'preview',
  );
  if (other) {
    return {
      ...told,
      action: 'refuse',
      reason: `${decision.reason}, and ${other.path} of stage ${other.unit.stage} lives in it`,
    };
  }
  const stuck = tenants.find(
    ({ action }) => action === 'refuse' || action === 'keep',
  );
  if (stuck) {
    return {
      ...told,
      action: 'refuse',
      reason: `${decision.reason}, and its tenant ${stuck.unit} cannot end before it: ${stuck.reason}`,
    };
  }
  const moving = tenants.find(({ action }) => action === 'wait');
  return moving
    ? {
        ...told,
        action: 'wait',
        reason: `${decision.reason}, and its tenant ${moving.unit} has not ended yet: a later run ends it`,
      }
    : told;
}

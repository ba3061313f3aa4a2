import { UNIT_TAG } from '@plinth/blueprints/schema';
import { isUnitPath } from '@plinth/repository/units';
import { STAGE_TAG } from '../removal/foreignStack';
import { placeKey, type FoundStack } from '../removal/FoundStack';
import type { PreviewFacts } from './PreviewFacts';

/**
 * Stacks of previews by the path of the unit that they say they are of, or that is called like them; strays are tagged as
 * previews of no unit. Whether a stack is what it says is for `foreignStack` to tell. Previews that another repository deployed into an
 * account that both use are that one's to end.
 */
export function groupStacks({
  units,
  stacks,
  repository,
}: Pick<PreviewFacts, 'units' | 'stacks' | 'repository'>): {
  groups: Map<string, FoundStack[]>;
  strays: FoundStack[];
} {
  const groups = new Map<string, FoundStack[]>();
  const strays: FoundStack[] = [];
  const previews = units.filter(({ unit }) => unit.stage === 'preview');
  for (const stack of stacks) {
    // A nested stack goes with its root; a change set that was never executed has made nothing.
    if (stack.nested || stack.status === 'REVIEW_IN_PROGRESS') {
      continue;
    }
    const said = stack.tags[UNIT_TAG] ?? '';
    const owner = previews.find(
      ({ path: each, unit }) =>
        said === each ||
        (unit.name === stack.stackName && placeKey(unit) === placeKey(stack)),
    )?.path;
    if (!owner && isOfAnother(stack, repository)) {
      continue;
    }
    const named = isUnitPath(said) ? said : undefined;
    const unit = stack.tags[STAGE_TAG] === 'preview' ? (named ?? owner) : owner;
    if (unit) {
      groups.set(unit, [...(groups.get(unit) ?? []), stack]);
    } else if (stack.tags[STAGE_TAG] === 'preview') {
      strays.push(stack);
    }
  }
  return { groups, strays };
}

/** What this repository approved is its own, whoever says otherwise. */
function isOfAnother(
  { approved, provenance }: FoundStack,
  repository: string | undefined,
): boolean {
  const by = provenance?.repository;
  return (
    !approved &&
    by !== undefined &&
    repository !== undefined &&
    by !== repository
  );
}

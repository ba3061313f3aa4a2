import {
  isNameOfUnit,
  UNIT_TAG,
  unitPath,
  type Stage,
} from '@plinth/blueprints/schema';
import type { UnitFolder } from '@plinth/repository/units';
import { nameOf, type FoundStack } from './FoundStack';

/** The tag that names the stage. */
export const STAGE_TAG = 'plinth:stage';

/**
 * Why a stack must not be taken for one of the unit `path` of this stage; undefined when it surely is one.
 *
 * Tags alone are not believed, since anybody who may tag could end a stack by them. The commit in the stack's provenance
 * must be part of the protected branch and hold this unit, at this stage, for this account and region; and the branch of
 * today must not say otherwise.
 */
export function foreignStack(
  stack: FoundStack,
  { path, stage }: { path: string; stage: Stage },
  units: readonly UnitFolder[],
): string | undefined {
  const problem = problemOf(stack, { path, stage }, units);
  return problem && `${nameOf(stack)} ${problem}; it is left alone`;
}

function problemOf(
  stack: FoundStack,
  { path, stage }: { path: string; stage: Stage },
  units: readonly UnitFolder[],
): string | undefined {
  const { tags, stackName, account, provenance, approved } = stack;
  const said = (tag: string) => (tags[tag] ? `"${tags[tag]}"` : 'nothing');
  if (tags[STAGE_TAG] !== stage) {
    return `has a tag ${STAGE_TAG} that says ${said(STAGE_TAG)}, and not "${stage}"`;
  }
  if (tags[UNIT_TAG] !== path) {
    return `has a tag ${UNIT_TAG} that says ${said(UNIT_TAG)}, and not "${path}"`;
  }
  const name = path.split('/')[1];
  const owner = units.find(({ unit }) => unit.name === stackName);
  if (owner && owner.path !== path) {
    return `is tagged as a stack of ${path}, and its name is that of ${owner.path}`;
  }
  if (!isNameOfUnit(stackName, { name })) {
    return `is tagged as a stack of ${path}, and is called neither ${name} nor ${name}-…`;
  }
  if (!provenance) {
    return 'carries no PlinthProvenance, so the pipeline did not deploy it';
  }
  if (!approved || unitPath(approved) !== path) {
    return `was deployed from commit ${provenance.commit.slice(0, 12)}, which is not part of this branch with a valid ${path}`;
  }
  const now = units.find(unit => unit.path === path)?.unit;
  for (const [unit, where] of [
    [approved, `at commit ${provenance.commit.slice(0, 12)}`],
    [now, 'on the branch'],
  ] as const) {
    if (!unit) {
      continue;
    }
    if (unit.stage !== stage) {
      return `is tagged as one of stage ${stage}, and ${path} is of stage ${unit.stage} ${where}`;
    }
    if (unit.account !== account) {
      return `is in account ${account}, and ${path} is in ${unit.account} ${where}`;
    }
    // Further stacks of a unit may be in its other regions.
    if (stackName === name && unit.region !== stack.region) {
      return `is in ${stack.region}, and ${path} is in ${unit.region} ${where}`;
    }
  }
  return undefined;
}

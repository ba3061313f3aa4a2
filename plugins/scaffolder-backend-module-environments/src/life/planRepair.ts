import { ConflictError, InputError } from '@backstage/errors';
import type { BlueprintRegistry, Unit } from '@plinth/blueprints/schema';
import type { DriftAdoption } from '@plinth/plugin-environments-common';
import {
  editedUnit,
  parseRepair,
  repairFileOf,
  serializeRepair,
  stackFileOf,
} from '@plinth/repository';
import type { Snapshot } from '@plinth/repository/github';
import { cell, table } from '../publish/markdown';
import { changeUnit } from './changeUnit';
import type { FoundDrift, UnitDrift } from './DriftSource';
import type { LifeRequestOf } from './LifeRequest';
import { placeToEdit } from './placeToEdit';
import { requireUnitOnMain } from './requireUnitOnMain';
import type { LifeContext, UnitChange } from './UnitChange';

type RepairRequest = LifeRequestOf<'repair'>;

/** What a request to end the drift of a unit makes of its folder: a statement to put it back, or the values that were found. */
export async function planRepair(
  request: RepairRequest,
  { repository, path }: LifeContext,
  blueprints: BlueprintRegistry,
  drift: UnitDrift,
): Promise<UnitChange> {
  const main = await repository.main();
  const unit = await requireUnitOnMain(main, path);
  const drifted = requireDrift(unit, await drift.found());
  return request.way === 'revert'
    ? revert(request, main, path, unit, drifted)
    : adopt(main, path, unit, blueprints, await drift.adoption());
}

/**
 * The stacks that drifted.
 *
 * @throws ConflictError that tells what CloudFormation could not check, where it found nothing
 */
function requireDrift(
  { name }: Unit,
  found: readonly FoundDrift[],
): FoundDrift[] {
  const drifted = found.filter(
    ({ drift: { summary, resources } }) =>
      summary.status === 'DRIFTED' && resources.length > 0,
  );
  if (drifted.length > 0) {
    return drifted;
  }
  const looks = found.map(({ stack, drift: { summary } }) =>
    summary.checkedResources === 0
      ? `CloudFormation could check no resource of ${stack.name}${summary.reason ? ` (${summary.reason})` : ''}`
      : `${stack.name} is in sync by what it could check, ${summary.checkedResources} of ${summary.totalResources} resources`,
  );
  throw new ConflictError(
    `No drift of ${name} is known, so there is nothing to repair: ${looks.join('; ') || 'it has no stack'}. What CloudFormation cannot check, change in the repository or by hand`,
  );
}

async function revert(
  { reason }: Extract<RepairRequest, { way: 'revert' }>,
  main: Snapshot,
  path: string,
  unit: Unit,
  drifted: readonly FoundDrift[],
): Promise<UnitChange> {
  const file = repairFileOf(path);
  const content = serializeRepair({
    reason,
    revert: Object.fromEntries(
      drifted.map(({ stack }) => [stack.name, deployedFrom(stack)]),
    ),
  });
  // What is written is what the pipeline will read.
  parseRepair(path, content);
  if ((await main.read(file)) === content) {
    throw new ConflictError(
      `${file} says all of that already on the main branch, and its deployment has not ended well; run that again`,
    );
  }
  return {
    before: unit,
    after: unit,
    differences: [],
    files: [{ path: file, content }],
    title: `Put back what drifted in ${unit.kind} ${unit.name} (${unit.stage}, ${unit.region})`,
    notes: [
      `**The deployment of this overwrites what was changed past the pipeline**, by what the templates say. Why: ${cell(reason)}`,
      foundTable(drifted),
      'The plan looks again, and says what it finds then; what drifts after an approval needs another one.',
    ],
    labels: ['repair'],
  };
}

function deployedFrom({ name, provenance }: FoundDrift['stack']): string {
  if (!provenance) {
    throw new ConflictError(
      `Nobody knows from which commit ${name} was deployed, so there is nothing to put it back to; change its folder first, and have that deployed`,
    );
  }
  return provenance.commit.sha;
}

function foundTable(drifted: readonly FoundDrift[]): string {
  return table([
    ['Stack', 'Resource', 'Property', 'Deployed', 'Found'],
    ...drifted.flatMap(({ stack, drift }) =>
      drift.resources.flatMap(({ logicalId, status, differences }) =>
        status === 'DELETED'
          ? [[cell(stack.name), cell(logicalId), 'deleted', '', '']]
          : differences.map(({ path, expected, actual }) => [
              cell(stack.name),
              cell(logicalId),
              cell(path),
              cell(expected ?? null),
              cell(actual ?? null),
            ]),
      ),
    ),
  ]);
}

async function adopt(
  main: Snapshot,
  path: string,
  before: Unit,
  blueprints: BlueprintRegistry,
  { parameters, items }: DriftAdoption,
): Promise<UnitChange> {
  const source = (await main.read(stackFileOf(path))) ?? '';
  const left = items
    .filter(({ parameter }) => parameter === undefined)
    .map(item => placeToEdit(item, stackFileOf(path), source));
  if (Object.keys(parameters).length === 0) {
    throw new InputError(
      `No parameter of ${before.name} has what was found. Write it by hand, in a pull request of your own: ${left.join('; ')}. Or have it put back: way revert`,
    );
  }
  const after = editedUnit(before, { parameters });
  return {
    ...(await changeUnit(main, path, before, after, blueprints)),
    title: `Adopt what was changed in ${after.kind} ${after.name} (${after.stage}, ${after.region})`,
    notes: [
      'The values are those that were found in AWS. Nothing there changes by the deployment of this: the templates become what is.',
      ...(left.length > 0
        ? [
            `No parameter has the rest. Whoever wants to keep it edits by hand, and the next deployment may overwrite it: \n\n${left.map(each => `- ${cell(each)}`).join('\n')}`,
          ]
        : []),
    ],
    labels: ['repair'],
  };
}

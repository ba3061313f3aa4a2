import { ConflictError, InputError } from '@backstage/errors';
import {
  authorizesCommand,
  type BlueprintRegistry,
  resolveParameters,
  stagePolicy,
  type Unit,
} from '@plinth/blueprints/schema';
import {
  decommissionFileOf,
  environmentPathOf,
  parseDecommission,
  readDecommission,
  readGovernance,
  readUnits,
  serializeDecommission,
  type DecommissionStatement,
  type FileChange,
} from '@plinth/repository';
import type { Snapshot } from '@plinth/repository/github';
import { cell } from '../publish/markdown';
import type { LifeRequestOf } from './LifeRequest';
import { requireUnitOnMain } from './requireUnitOnMain';
import type { LifeContext, UnitChange } from './UnitChange';

type DecommissionRequest = LifeRequestOf<'decommission'>;

/** What a request that a unit ends makes of its folder: first the statement of what becomes of its data, then nothing is left. */
export async function planDecommission(
  request: DecommissionRequest,
  { repository, path }: LifeContext,
  blueprints: BlueprintRegistry,
): Promise<UnitChange> {
  const main = await repository.main();
  const unit = await requireUnitOnMain(main, path);
  requireUnfenced(unit, blueprints);
  return request.step === 'prepare'
    ? prepare(request, main, path, unit)
    : remove(request, main, path, unit);
}

/** The fence of a region is in another stack than the roles that it holds, and would keep them from being deleted. */
function requireUnfenced(unit: Unit, blueprints: BlueprintRegistry): void {
  const serving = blueprints
    .find(unit.blueprint, unit.version)
    ?.servingOf?.(resolveParameters(unit, blueprints));
  if (serving && serving.standby !== 'follows') {
    throw new InputError(
      `${unit.name} has a region that is ${serving.standby}, whose roles could not be deleted; take the step rejoin first, by the template failover`,
    );
  }
}

async function prepare(
  request: Extract<DecommissionRequest, { step: 'prepare' }>,
  main: Snapshot,
  path: string,
  unit: Unit,
): Promise<UnitChange> {
  if (await endsByItself(main, unit)) {
    throw new InputError(
      `step: ${unit.name} is a preview, whose data goes with it; nothing has to be prepared. Ask for step remove, or wait for its end`,
    );
  }
  const file = decommissionFileOf(path);
  const content = serializeDecommission(statementOf(request));
  // What is written is what the pipeline will read.
  const statement = parseDecommission(path, content);
  requireLift(unit, statement);
  if ((await main.read(file)) === content) {
    throw new InputError(
      `${file} says all of that already; ask for step remove`,
    );
  }
  return {
    ...nothingDiffers(unit),
    files: [{ path: file, content }],
    title: `Prepare the end of ${describe(unit)}`,
    notes: [
      `**Nothing is deleted by this.** It states what becomes of the data of ${cell(unit.name)}, before its folder is removed by another pull request.`,
      ...statementText(statement),
    ],
  };
}

async function remove(
  request: Extract<DecommissionRequest, { step: 'remove' }>,
  main: Snapshot,
  path: string,
  unit: Unit,
): Promise<UnitChange> {
  if (request.confirm !== unit.name) {
    throw new InputError(
      `confirm: must be ${unit.name}, the name of what is to be deleted`,
    );
  }
  const statement = await readDecommission(main, path);
  if (!(await endsByItself(main, unit))) {
    if (!statement) {
      throw new ConflictError(
        `step: there is no ${decommissionFileOf(path)} on the main branch. Ask for step prepare first, and have it merged`,
      );
    }
    requireLift(unit, statement);
  }
  await refuseTenants(main, path);
  const files: FileChange[] = (await main.list(path))
    .sort()
    .map(each => ({ path: each, content: null }));
  return {
    ...nothingDiffers(unit),
    files,
    title: `Remove ${describe(unit)}`,
    notes: [
      `**This deletes the stacks of ${cell(unit.name)}.** The plan names them, with what goes and what their policies keep. The comment of the deployment ends with what is gone and what is kept.`,
      ...(statement ? statementText(statement) : []),
    ],
  };
}

/** Whether the workflow preview ends the unit once its folder is gone, and no deployment. */
async function endsByItself(main: Snapshot, { stage }: Unit): Promise<boolean> {
  return (
    stage === 'preview' &&
    authorizesCommand(await readGovernance(main), 'previews')
  );
}

function statementOf({
  reason,
  exportedTo,
  keptUntil,
  dataWaiver,
  liftTerminationProtection,
}: Extract<DecommissionRequest, { step: 'prepare' }>): DecommissionStatement {
  if (!exportedTo !== !keptUntil) {
    throw new InputError(
      'exportedTo and keptUntil belong together: say where the data is kept, and until which day',
    );
  }
  if (!exportedTo && !dataWaiver) {
    throw new InputError(
      'dataWaiver: say who lets the data go and why; or export it, and say so in exportedTo and keptUntil',
    );
  }
  return {
    reason,
    export:
      exportedTo && keptUntil
        ? { to: exportedTo, until: keptUntil }
        : undefined,
    dataWaiver,
    liftTerminationProtection,
  };
}

/** The plan of the removal would fail, weeks later perhaps. */
function requireLift(
  { name, stage }: Unit,
  { liftTerminationProtection }: DecommissionStatement,
): void {
  if (stagePolicy(stage).terminationProtection && !liftTerminationProtection) {
    throw new InputError(
      `liftTerminationProtection: the stacks of ${name} are protected against deletion, as all are at stage ${stage}; lift that in step prepare`,
    );
  }
}

async function refuseTenants(main: Snapshot, path: string): Promise<void> {
  const { units } = await readUnits(main);
  const tenants = units.filter(({ unit }) => environmentPathOf(unit) === path);
  if (tenants.length > 0) {
    throw new ConflictError(
      `Tenants stand in ${path}: ${tenants.map(({ unit }) => unit.name).join(', ')}. Decommission them first`,
    );
  }
}

function nothingDiffers(
  unit: Unit,
): Pick<UnitChange, 'before' | 'after' | 'differences' | 'labels'> {
  return {
    before: unit,
    after: unit,
    differences: [],
    labels: ['decommission'],
  };
}

function describe({ kind, name, stage, region }: Unit): string {
  return `${kind} ${name} (${stage}, ${region})`;
}

function statementText({
  reason,
  export: kept,
  dataWaiver,
  liftTerminationProtection,
}: DecommissionStatement): string[] {
  return [
    [
      `- Why: ${cell(reason)}`,
      ...(kept
        ? [`- Its data is kept at ${cell(kept.to)} until ${kept.until}`]
        : []),
      ...(dataWaiver ? [`- Its data may go: ${cell(dataWaiver)}`] : []),
      ...(liftTerminationProtection
        ? ['- Its stacks may be deleted although they are protected']
        : []),
    ].join('\n'),
  ];
}

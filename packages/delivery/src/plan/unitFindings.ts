import {
  type BlueprintRegistry,
  inspectRefusedChange,
  inspectUnit,
  inspectUnits,
  resolveParameters,
  tenantTransition,
  type Issue,
  type TenantParameters,
  type Unit,
} from '@plinth/blueprints/schema';
import type { Finding } from '@plinth/plugin-environments-common';
import type { PlanInputs } from './buildPlan';

/** What is wrong with the planned units by themselves, with the way they change, and with all units together. */
export function unitFindings(
  inputs: Pick<
    PlanInputs,
    'affected' | 'units' | 'broken' | 'before' | 'blueprints'
  >,
  planned: ReadonlyMap<string, Unit>,
): Finding[] {
  const { affected, units, broken, before, blueprints } = inputs;
  const changes = planned.size > 0 || affected.removed.length > 0;
  return [
    ...broken.map(({ path, message }) =>
      error('unit', `${path}: ${message}`, path),
    ),
    ...[...planned].flatMap(([path, unit]) => [
      ...inspectUnit(unit, blueprints).map(issue => parameter(issue, path)),
      ...changeFindings(path, before.get(path), unit, blueprints),
    ]),
    ...(changes ? inspectUnits([...units.values()], blueprints) : []).map(
      issue => error('units', `${issue.parameter}: ${issue.message}`),
    ),
  ];
}

function changeFindings(
  path: string,
  before: Unit | undefined,
  after: Unit,
  blueprints: BlueprintRegistry,
): Finding[] {
  if (!before) {
    return [];
  }
  const moved = (['account', 'region', 'kind'] as const)
    .filter(key => before[key] !== after[key])
    .map(key =>
      error(
        'unit.moved',
        `${key} changes from ${before[key]} to ${after[key]}, which would leave the stack in ${before.account}/${before.region} behind. Create a unit of another name there, move the data, then decommission this one.`,
        path,
      ),
    );
  return [
    ...moved,
    ...inspectRefusedChange(before, after, blueprints).map(issue =>
      parameter(issue, path),
    ),
    ...transition(before, after, blueprints).map(issue =>
      parameter(issue, path),
    ),
  ];
}

/** Rules on how a tenant may change; other blueprints of tenants have none. */
function transition(
  before: Unit,
  after: Unit,
  blueprints: BlueprintRegistry,
): Issue[] {
  const both = [before, after];
  return both.every(
    unit =>
      unit.kind === 'tenant' &&
      unit.blueprint === 'tenant' &&
      inspectUnit(unit, blueprints).length === 0,
  )
    ? tenantTransition(
        resolveParameters(before, blueprints) as TenantParameters,
        resolveParameters(after, blueprints) as TenantParameters,
      )
    : [];
}

function parameter(issue: Issue, path: string): Finding {
  return error('parameter', `${issue.parameter}: ${issue.message}`, path);
}

function error(rule: string, message: string, unit?: string): Finding {
  return { severity: 'error', rule, message, unit };
}

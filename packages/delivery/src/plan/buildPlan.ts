import {
  authorizesCommand,
  inspectUnit,
  inspectUnits,
  resolveParameters,
  tenantTransition,
  unitEntityRef,
  type Governance,
  type Issue,
  type TenantParameters,
  type Unit,
} from '@plinth/blueprints/schema';
import type { Finding } from '@plinth/plugin-environments-common';
import type { DeployedStack } from '../aws/DeployedStack';
import type { Assembly, SynthesizedStack } from '../synth/Assembly';
import type { Affected } from '../units/affectedUnits';
import type { BrokenUnit, UnitFolder } from '@plinth/repository/units';
import { costDelta, costOf } from './cost';
import { governanceFindings } from './governance';
import {
  baselineOf,
  planHash,
  removedUnitHash,
  sha256,
  unitHash,
} from './hash';
import type { Plan, PlannedStack } from './model';
import { policyFindings } from './policy/policyFindings';
import { resourceChanges } from './resourceChanges';

/** The label with which a pull request says that removing a unit's folder is meant. */
export const DECOMMISSION_LABEL = 'plinth:decommission';

/** Everything a plan is made of; nothing else is asked. */
export interface PlanInputs {
  /** What the plan is made for; the governance phase must authorize it. */
  readonly command: 'plan' | 'deploy';
  readonly pullRequest?: number;
  readonly headCommit: string;
  readonly baseCommit: string;
  /** Labels of the pull request. */
  readonly labels: readonly string[];
  /** The governance phase of the base branch; undefined when it cannot be read. */
  readonly governance: Governance | undefined;
  readonly affected: Affected;
  /** All units at head. */
  readonly units: readonly UnitFolder[];
  readonly broken: readonly BrokenUnit[];
  /** The affected units as they were at the base, where they existed and were valid. */
  readonly before: readonly UnitFolder[];
  /** Undefined when nothing had to be synthesized, or it failed. */
  readonly assembly: Assembly | undefined;
  /** What is deployed, by stack name, account and region. */
  readonly deployed: (
    stack: Pick<SynthesizedStack, 'stackName' | 'account' | 'region'>,
  ) => DeployedStack | undefined;
  /** Findings from getting all this. */
  readonly findings: readonly Finding[];
}

/** Makes the plan. Pure, so that deploy can make it again and compare the hashes. */
export function buildPlan(inputs: PlanInputs): Plan {
  const { affected, units, assembly, governance } = inputs;
  const paths = new Set(affected.units.map(({ path }) => path));
  const chosen = units.filter(({ path }) => paths.has(path));
  const stacks = assembly?.stacks ?? [];
  const findings: Finding[] = [
    ...inputs.findings,
    ...governanceFindings({
      governance,
      command: inputs.command,
      units: chosen,
      stacks,
    }),
    ...unitFindings(inputs, chosen),
    ...violationFindings(assembly),
  ];
  const unitHashes: Record<string, string> = {};
  const planned: PlannedStack[] = [];
  for (const path of affected.units.map(unit => unit.path)) {
    const parts = stacks
      .filter(({ unit }) => unit === path)
      .map(stack => {
        const deployed = inputs.deployed(stack);
        return {
          stack,
          deployed,
          changes: resourceChanges(deployed?.template, stack.template),
        };
      });
    unitHashes[path] = unitHash(path, parts);
    for (const { stack, deployed, changes } of parts) {
      findings.push(...policyFindings(stack, deployed, changes, governance));
      const after = costOf(stack.template, stack.region);
      const before = deployed
        ? costOf(deployed.template, stack.region, deployed.parameters).monthly
        : 0;
      const unit = units.find(each => each.path === path);
      planned.push({
        unit: path,
        entityRef: unitEntityRef({ name: unit?.unit.name ?? stack.stackName }),
        stackName: stack.stackName,
        account: stack.account,
        region: stack.region,
        templateSha256: sha256(stack.template),
        baselineSha256: deployed ? sha256(baselineOf(deployed)) : null,
        changes,
        monthlyCost: after.monthly,
        monthlyCostDelta: costDelta(after.monthly, before),
      });
      findings.push(...budgetFindings(path, after.monthly, unit));
    }
  }
  for (const path of affected.removed) {
    const unit = inputs.before.find(each => each.path === path)?.unit;
    const deployed =
      unit &&
      inputs.deployed({
        stackName: unit.name,
        account: unit.account,
        region: unit.region,
      });
    unitHashes[path] = removedUnitHash(path, deployed);
    findings.push(
      ...(unit
        ? removalFindings({ path, unit, deployed, inputs })
        : [unknownRemoval(path)]),
    );
  }
  return {
    pullRequest: inputs.pullRequest,
    headCommit: inputs.headCommit,
    baseCommit: inputs.baseCommit,
    hash: planHash(unitHashes),
    unitHashes,
    reasons: Object.fromEntries(
      affected.units.map(({ path, reason }) => [path, reason]),
    ),
    removed: affected.removed,
    outcome: findings.some(({ severity }) => severity === 'error')
      ? 'failed'
      : 'passed',
    stacks: planned,
    findings,
  };
}

function unitFindings(
  inputs: PlanInputs,
  chosen: readonly UnitFolder[],
): Finding[] {
  const findings: Finding[] = [];
  for (const { path, message } of inputs.broken) {
    findings.push({
      severity: 'error',
      rule: 'unit',
      message: `${path}: ${message}`,
      unit: path,
    });
  }
  for (const { path, unit } of chosen) {
    for (const { parameter, message } of inspectUnit(unit)) {
      findings.push({
        severity: 'error',
        rule: 'parameter',
        message: `${parameter}: ${message}`,
        unit: path,
      });
    }
    const before = inputs.before.find(each => each.path === path)?.unit;
    if (!before) {
      continue;
    }
    for (const key of ['account', 'region', 'kind'] as const) {
      if (before[key] !== unit[key]) {
        findings.push({
          severity: 'error',
          rule: 'unit.moved',
          message: `${key} changes from ${before[key]} to ${unit[key]}, which would leave the stack in ${before.account}/${before.region} behind. Create a unit of another name there, move the data, then decommission this one.`,
          unit: path,
        });
      }
    }
    if (before.kind === 'tenant' && unit.kind === 'tenant') {
      for (const { parameter, message } of transition(before, unit)) {
        findings.push({
          severity: 'error',
          rule: 'parameter',
          message: `${parameter}: ${message}`,
          unit: path,
        });
      }
    }
  }
  if (chosen.length > 0 || inputs.affected.removed.length > 0) {
    for (const { parameter, message } of inspectUnits(
      inputs.units.map(({ unit }) => unit),
    )) {
      findings.push({
        severity: 'error',
        rule: 'units',
        message: `${parameter}: ${message}`,
      });
    }
  }
  return findings;
}

/** Rules on how a tenant may change; other blueprints of tenants have none. */
function transition(before: Unit, after: Unit): Issue[] {
  if (before.blueprint !== 'tenant' || after.blueprint !== 'tenant') {
    return [];
  }
  if (inspectUnit(before).length > 0 || inspectUnit(after).length > 0) {
    return [];
  }
  return tenantTransition(
    resolveParameters(before) as TenantParameters,
    resolveParameters(after) as TenantParameters,
  );
}

function violationFindings(assembly: Assembly | undefined): Finding[] {
  return (assembly?.violations ?? []).map(
    ({ severity, rule, message, construct }) => ({
      severity,
      rule,
      message,
      unit: assembly?.stacks.find(
        ({ artifactId }) => construct?.split('/')[0] === artifactId,
      )?.unit,
      resource: construct,
    }),
  );
}

function budgetFindings(
  path: string,
  monthly: number,
  folder: UnitFolder | undefined,
): Finding[] {
  if (!folder || monthly <= folder.unit.monthlyBudget) {
    return [];
  }
  return [
    {
      severity: 'warning',
      rule: 'budget',
      message: `The list price of $${monthly.toFixed(2)} a month is above the budget of $${folder.unit.monthlyBudget}.`,
      unit: path,
    },
  ];
}

function unknownRemoval(path: string): Finding {
  return {
    severity: 'error',
    rule: 'unit.removed',
    message: `${path} is removed, and it was not a valid unit before, so it cannot be told which stack would be left without code. Correct it first, in a pull request of its own.`,
    unit: path,
  };
}

/** A unit's folder is gone. Nothing but a preview is ever deleted for that reason alone. */
function removalFindings(options: {
  path: string;
  /** As it was at the base. */
  unit: Unit;
  deployed: DeployedStack | undefined;
  inputs: PlanInputs;
}): Finding[] {
  const { path, unit, deployed, inputs } = options;
  if (!deployed) {
    return [];
  }
  if (
    unit.stage === 'preview' &&
    deployed.tags['plinth:stage'] === 'preview' &&
    authorizesCommand(inputs.governance, 'previews')
  ) {
    return [
      {
        severity: 'warning',
        rule: 'unit.removed',
        message: `${path} is removed. Once this is merged, the next run of the workflow preview deletes its stack ${deployed.stackId} with all that it holds.`,
        unit: path,
      },
    ];
  }
  const explicit = inputs.labels.includes(DECOMMISSION_LABEL);
  return [
    {
      severity: explicit ? 'warning' : 'error',
      rule: 'unit.removed',
      message: explicit
        ? `${path} is removed. Its stack ${deployed.stackId} stays in the account until it is decommissioned there; plinth does not delete it.`
        : `${path} is removed, but its stack ${deployed.stackId} is deployed and would be left without code. Put the folder back, or label the pull request ${DECOMMISSION_LABEL} if that is meant.`,
      unit: path,
    },
  ];
}

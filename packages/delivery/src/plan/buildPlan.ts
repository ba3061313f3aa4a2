import {
  type BlueprintRegistry,
  unitEntityRef,
  type Governance,
  type Unit,
} from '@plinth/blueprints/schema';
import type { Finding } from '@plinth/plugin-environments-common';
import {
  mainStackOf,
  type DeployedStack,
  type StackLocation,
} from '../aws/DeployedStack';
import { stacksByUnit, type Assembly } from '../synth/Assembly';
import type { Affected } from '../units/affectedUnits';
import type { BrokenUnit } from '@plinth/repository/units';
import { budgetFindings, costOf } from './cost';
import { governanceFindings } from './governance';
import {
  baselineOf,
  planHash,
  removedUnitHash,
  sha256,
  unitHash,
  bindingOf,
  type UnitBinding,
} from './hash';
import type { Plan, PlannedStack } from './model';
import { ownershipFindings } from './ownershipFindings';
import { policyFindings } from './policy/policyFindings';
import { removalFindings } from './removalFindings';
import { stackChanges } from './resourceChanges';
import { unitFindings } from './unitFindings';

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
  /** All units at head, by path. */
  readonly units: ReadonlyMap<string, Unit>;
  readonly broken: readonly BrokenUnit[];
  /** Units as they were at the base, where they existed and were valid: those that change or are gone, by path. */
  readonly before: ReadonlyMap<string, Unit>;
  /** Undefined when nothing had to be synthesized, or it failed. */
  readonly assembly: Assembly | undefined;
  /** What units can be instances of. */
  readonly blueprints: BlueprintRegistry;
  readonly deployed: (location: StackLocation) => DeployedStack | undefined;
  /** Whether it is known what is deployed there. */
  readonly isRead: (location: StackLocation) => boolean;
  /** Findings from getting all this. */
  readonly findings: readonly Finding[];
}

/** What a plan says of one unit. */
interface UnitPlan {
  readonly path: string;
  readonly hash: string;
  /** Absent for a unit that is gone. */
  readonly binding?: UnitBinding;
  readonly stacks: PlannedStack[];
  readonly findings: Finding[];
}

/** Makes the plan: judges what would change, and binds it by hashes. Pure, so that deploy can make it again and compare them. */
export function buildPlan(inputs: PlanInputs): Plan {
  const { command, affected, assembly, governance } = inputs;
  const planned = plannedUnits(inputs);
  const parts = [...changedUnits(inputs), ...removedUnits(inputs)];
  const findings = [
    ...inputs.findings,
    ...governanceFindings({
      governance,
      command,
      units: planned,
      stacks: assembly?.stacks ?? [],
      blueprints: inputs.blueprints,
    }),
    ...unitFindings(inputs, planned),
    ...ownershipFindings({
      stacks: assembly?.stacks ?? [],
      units: inputs.units,
      deployed: inputs.deployed,
    }),
    ...violationFindings(assembly),
    ...parts.flatMap(part => part.findings),
  ];
  const unitHashes = Object.fromEntries(
    parts.map(({ path, hash }) => [path, hash]),
  );
  return {
    pullRequest: inputs.pullRequest,
    headCommit: inputs.headCommit,
    baseCommit: inputs.baseCommit,
    hash: planHash(unitHashes),
    unitHashes,
    bindings: Object.fromEntries(
      parts.flatMap(({ path, binding }) => (binding ? [[path, binding]] : [])),
    ),
    reasons: Object.fromEntries(
      affected.units.map(({ path, reason }) => [path, reason]),
    ),
    removed: affected.removed,
    outcome: findings.some(({ severity }) => severity === 'error')
      ? 'failed'
      : 'passed',
    stacks: parts.flatMap(({ stacks }) => stacks),
    findings,
  };
}

function plannedUnits({ affected, units }: PlanInputs): Map<string, Unit> {
  return new Map(
    affected.units.flatMap(({ path }) => {
      const unit = units.get(path);
      return unit ? [[path, unit] as const] : [];
    }),
  );
}

function changedUnits(inputs: PlanInputs): UnitPlan[] {
  const { affected, units, governance } = inputs;
  const byUnit = stacksByUnit(inputs.assembly?.stacks ?? []);
  return affected.units.map(({ path }) => {
    const parts = (byUnit.get(path) ?? []).map(stack => {
      const deployed = inputs.deployed(stack);
      const isRead = inputs.isRead(stack);
      return {
        stack,
        deployed,
        isRead,
        changes: isRead ? stackChanges(stack, deployed) : [],
      };
    });
    const unit = units.get(path);
    // A stack of which it is not known what is deployed is an error finding; shown as new, all of it would be "to add".
    const read = parts.filter(({ isRead }) => isRead);
    const stacks = read.map(({ stack, deployed, changes }): PlannedStack => ({
      unit: path,
      entityRef: unitEntityRef({ name: unit?.name ?? stack.stackName }),
      stackName: stack.stackName,
      account: stack.account,
      region: stack.region,
      templateSha256: sha256(stack.template),
      baselineSha256: deployed ? sha256(baselineOf(deployed)) : null,
      changes,
      ...costOf(stack, deployed),
    }));
    const findings = parts.flatMap(({ stack, deployed, changes }) =>
      policyFindings(stack, deployed, changes, governance),
    );
    const binding = bindingOf(parts);
    return {
      path,
      hash: unitHash(path, binding),
      binding,
      stacks,
      findings:
        unit && read.length === parts.length
          ? [...findings, ...budgetFindings(path, unit, stacks)]
          : findings,
    };
  });
}

function removedUnits(inputs: PlanInputs): UnitPlan[] {
  const { affected, before, governance, labels } = inputs;
  return affected.removed.map(path => {
    const unit = before.get(path);
    const deployed = unit && inputs.deployed(mainStackOf(unit));
    return {
      path,
      hash: removedUnitHash(path, deployed),
      stacks: [],
      findings: removalFindings({ path, unit, deployed, governance, labels }),
    };
  });
}

function violationFindings(assembly: Assembly | undefined): Finding[] {
  const unitOf = new Map(
    assembly?.stacks.map(({ artifactId, unit }) => [artifactId, unit]),
  );
  return (assembly?.violations ?? []).map(
    ({ severity, rule, message, construct }) => ({
      severity,
      rule,
      message,
      unit: unitOf.get(construct?.split('/')[0] ?? ''),
      resource: construct,
    }),
  );
}

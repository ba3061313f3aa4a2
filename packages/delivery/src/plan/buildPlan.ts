import {
  type BlueprintRegistry,
  unitEntityRef,
  type Governance,
  type Unit,
} from '@plinth/blueprints/schema';
import type {
  Finding,
  ResourceChange,
} from '@plinth/plugin-environments-common';
import type { DeployedStack, StackLocation } from '../aws/DeployedStack';
import { messageOf } from '../errors';
import {
  stacksByUnit,
  type Assembly,
  type SynthesizedStack,
} from '../synth/Assembly';
import type { Affected } from '../units/affectedUnits';
import type { BrokenUnit } from '@plinth/repository/units';
import {
  budgetFindings,
  costOf,
  unpricedFindings,
  type StackCost,
} from './cost';
import { engineFindings } from './engineFindings';
import { governanceFindings } from './governance';
import {
  baselineOf,
  planHash,
  removalBinding,
  sha256,
  unitHash,
  bindingOf,
  type UnitBinding,
} from './hash';
import type { Plan, PlannedStack } from './model';
import { ownershipFindings } from './ownershipFindings';
import { policyFindings } from './policy/policyFindings';
import { removalFindings, unknownRemoval } from './removalFindings';
import type { RemovedUnit } from '../removal/RemovedUnit';
import { stackChanges } from './resourceChanges';
import { servingFindings } from './servingFindings';
import { unitFindings } from './unitFindings';

/** Everything a plan is made of; nothing else is asked. */
export interface PlanInputs {
  /** What the plan is made for; the governance phase must authorize it. */
  readonly command: 'plan' | 'deploy';
  readonly pullRequest?: number;
  readonly headCommit: string;
  readonly baseCommit: string;
  /** The governance phase of the base branch; undefined when it cannot be read. */
  readonly governance: Governance | undefined;
  readonly affected: Affected;
  /** What there is of the units that are gone. */
  readonly removals: readonly RemovedUnit[];
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
  /** When the plan is made; ends of support are told by it. */
  readonly today: Date;
  /** Findings from getting all this. */
  readonly findings: readonly Finding[];
}

/** What a plan says of one unit. */
interface UnitPlan {
  readonly path: string;
  readonly hash: string;
  /** Absent for one of which nothing is known. */
  readonly binding?: UnitBinding;
  readonly stacks: PlannedStack[];
  readonly findings: Finding[];
  /** @default - none */
  readonly hints?: readonly string[];
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
    ...servingFindings({ ...inputs, stacks: assembly?.stacks ?? [] }),
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
    hints: Object.fromEntries(
      parts.flatMap(({ path, hints = [] }) =>
        hints.length > 0 ? [[path, hints]] : [],
      ),
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
    const parts = (byUnit.get(path) ?? []).map(stack => compare(stack, inputs));
    const unit = units.get(path);
    // Shown as new, all of what cannot be compared would be "to add".
    const read = parts
      .filter(({ isCompared }) => isCompared)
      .map(part => ({ ...part, cost: costOf(part.stack, part.deployed) }));
    const stacks = read.map(part =>
      shown(part, unit?.name ?? part.stack.stackName),
    );
    const findings = [
      ...parts.flatMap(({ stack, deployed, changes, problems }) => [
        ...problems,
        ...policyFindings(stack, deployed, changes, governance),
      ]),
      ...read.flatMap(({ stack, cost }) => [
        ...unpricedFindings(stack, cost),
        ...engineFindings(stack, {
          stacks: inputs.assembly?.stacks ?? [],
          deployed: inputs.deployed,
          today: inputs.today,
        }),
      ]),
    ];
    const binding = bindingOf(parts);
    return {
      path,
      hash: unitHash(path, binding),
      binding,
      stacks,
      hints: [
        ...new Set(
          read
            .filter(({ changes }) => changes.length > 0)
            .flatMap(({ cost }) => cost.hints),
        ),
      ],
      findings:
        unit && read.length === parts.length
          ? [
              ...findings,
              ...budgetFindings(
                path,
                unit,
                read.map(({ cost }) => cost),
              ),
            ]
          : findings,
    };
  });
}

/** What is compared of a stack. */
type Comparable = StackLocation & Pick<SynthesizedStack, 'unit' | 'template'>;

/** A stack beside what is deployed of it. */
interface ComparedStack<S extends Comparable> {
  readonly stack: S;
  readonly deployed: DeployedStack | undefined;
  readonly changes: ResourceChange[];
  /** False where it is not known what is deployed, which is a finding, or where the two cannot be compared. */
  readonly isCompared: boolean;
  readonly problems: readonly Finding[];
}

function compare<S extends Comparable>(
  stack: S,
  { isRead, deployed: find }: PlanInputs,
): ComparedStack<S> {
  const deployed = find(stack);
  const none = { stack, deployed, changes: [], problems: [] };
  if (!isRead(stack)) {
    return { ...none, isCompared: false };
  }
  try {
    const changes = stackChanges(stack, deployed);
    return { ...none, changes, isCompared: true };
  } catch (error) {
    const problem = {
      severity: 'error' as const,
      rule: 'comparison',
      message: messageOf(error),
      unit: stack.unit,
    };
    return { ...none, isCompared: false, problems: [problem] };
  }
}

function removedUnits(inputs: PlanInputs): UnitPlan[] {
  const { affected, removals } = inputs;
  return affected.removed.map(path => {
    const removed = removals.find(each => each.path === path);
    return removed
      ? removedUnit(removed, inputs)
      : {
          path,
          hash: unitHash(path, {}),
          stacks: [],
          findings: inputs.before.has(path) ? [] : [unknownRemoval(path)],
        };
  });
}

function removedUnit(removed: RemovedUnit, inputs: PlanInputs): UnitPlan {
  const { path, unit, statement } = removed;
  // What ends by itself is nothing that this approval is about.
  const going = removed.endsByItself ? [] : removed.stacks;
  // Against nothing: by the policies of its deployed template each resource goes, or stays in the account without a stack.
  const parts = going.map(stack =>
    compare({ ...stack, unit: path, template: {} }, inputs),
  );
  const binding = removalBinding(parts, statement);
  return {
    path,
    hash: unitHash(path, binding),
    binding,
    stacks: parts.map(part =>
      shown({ ...part, cost: costOf(part.stack, part.deployed) }, unit.name),
    ),
    findings: [
      ...parts.flatMap(({ problems }) => problems),
      ...removalFindings(removed, parts),
    ],
  };
}

/** What the plan says of a stack of the unit `name`. */
function shown(
  {
    stack,
    deployed,
    changes,
    cost,
  }: Pick<ComparedStack<Comparable>, 'stack' | 'deployed' | 'changes'> & {
    cost: StackCost;
  },
  name: string,
): PlannedStack {
  return {
    unit: stack.unit,
    entityRef: unitEntityRef({ name }),
    stackName: stack.stackName,
    account: stack.account,
    region: stack.region,
    templateSha256: sha256(stack.template),
    baselineSha256: deployed ? sha256(baselineOf(deployed)) : null,
    changes,
    monthlyCost: cost.monthlyCost,
    monthlyCostDelta: cost.monthlyCostDelta,
  };
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

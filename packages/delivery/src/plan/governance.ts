import {
  type BlueprintRegistry,
  authorize,
  authorizesCommand,
  GOVERNANCE_FILE,
  homeRegions,
  inspectUnit,
  misplacedResources,
  unauthorizedResourceTypes,
  type Governance,
  type Unit,
} from '@plinth/blueprints/schema';
import type { Finding } from '@plinth/plugin-environments-common';
import { parseGovernanceFile, readGovernance } from '@plinth/repository';
import { DeliveryError, messageOf } from '../errors';
import type { Git } from '../git/Git';
import type { SynthesizedStack } from '../synth/Assembly';

/** The governance of a revision that authorizes a command; throws a `DeliveryError` that says so when it does not. */
export async function requireCommand(
  git: Git,
  revision: string,
  command: 'drift' | 'previews',
): Promise<Governance> {
  const governance = await readGovernance(git.at(revision));
  if (!authorizesCommand(governance, command)) {
    throw new DeliveryError(unauthorized(governance, command), 'governance');
  }
  return governance;
}

/**
 * What the governance phase does not authorize. `governance` is the file of the base branch: a pull request that widens
 * it takes effect only once it is merged, so none can authorize itself (GOV-10). Without it everything is refused.
 */
export function governanceFindings(options: {
  governance: Governance | undefined;
  command: 'plan' | 'deploy';
  /** By path. */
  units: ReadonlyMap<string, Unit>;
  stacks: readonly SynthesizedStack[];
  blueprints: BlueprintRegistry;
}): Finding[] {
  const { governance, command, units, stacks, blueprints } = options;
  if (!governance) {
    return [
      {
        severity: 'error',
        rule: 'governance.file',
        message: `${GOVERNANCE_FILE} cannot be read on the base branch, so nothing is authorized. Restore it by a pull request of its owners.`,
      },
    ];
  }
  const findings: Finding[] = [];
  if (!authorizesCommand(governance, command)) {
    findings.push({
      severity: 'error',
      rule: 'governance.command',
      message: unauthorized(governance, command),
    });
  }
  for (const [path, unit] of units) {
    for (const reason of authorize(governance, unit, blueprints)) {
      findings.push({
        severity: 'error',
        rule: `governance.${reason.split(':')[0]}`,
        message: reason,
        unit: path,
      });
    }
  }
  for (const stack of stacks) {
    findings.push(
      ...stackFindings(governance, stack, units.get(stack.unit), blueprints),
    );
  }
  return findings;
}

function unauthorized({ phase }: Governance, command: string): string {
  return `Phase ${phase} does not authorize the command ${command}; its owners can add it to authorizes.commands in ${GOVERNANCE_FILE}.`;
}

function stackFindings(
  governance: Governance,
  stack: SynthesizedStack,
  unit: Unit | undefined,
  blueprints: BlueprintRegistry,
): Finding[] {
  const findings: Finding[] = [];
  const resources = Object.entries(stack.template.Resources ?? {});
  for (const type of unauthorizedResourceTypes(
    governance,
    resources.map(([, { Type }]) => Type),
  )) {
    findings.push({
      severity: 'error',
      rule: 'governance.resourceType',
      message: `Phase ${governance.phase} does not authorize resources of type ${type}.`,
      unit: stack.unit,
      resource: resources.find(([, { Type }]) => Type === type)?.[0],
    });
  }
  if (unit && unit.account !== stack.account) {
    findings.push({
      severity: 'error',
      rule: 'governance.account',
      message: `Stack ${stack.stackName} is for account ${stack.account}, but its unit is in ${unit.account}; one unit lives in one account.`,
      unit: stack.unit,
    });
  }
  const regions =
    governance.authorizes.accounts.find(({ id }) => id === stack.account)
      ?.regions ?? [];
  if (
    unit &&
    unit.region !== stack.region &&
    !regions.some(region => region === stack.region)
  ) {
    findings.push({
      severity: 'error',
      rule: 'governance.region',
      message: `Stack ${stack.stackName} is for region ${stack.region}, which is not authorized for account ${stack.account}.`,
      unit: stack.unit,
    });
  }
  // Of one that breaks a rule, which is a finding of its own, nobody knows where its data may be.
  if (unit && inspectUnit(unit, blueprints).length === 0) {
    findings.push(...residencyFindings(stack, unit, blueprints));
  }
  return findings;
}

/** A unit's data stays in its regions; only what is global may be elsewhere (GOV-11). */
function residencyFindings(
  stack: SynthesizedStack,
  unit: Unit,
  blueprints: BlueprintRegistry,
): Finding[] {
  const types = Object.fromEntries(
    Object.entries(stack.template.Resources ?? {}).map(([id, { Type }]) => [
      id,
      Type,
    ]),
  );
  return misplacedResources(
    unit,
    { region: stack.region, types },
    blueprints,
  ).map(resource => ({
    severity: 'error',
    rule: 'residency',
    message: `${types[resource]} would be in ${stack.region}, but ${unit.name} keeps its data in ${homeRegions(unit, blueprints).join(' and ')}. Move it there, or make it part of a unit in ${stack.region}.`,
    unit: stack.unit,
    resource,
  }));
}

/** A note that the pull request changes what is authorized, so that nobody takes it for authorized already. */
export function governanceChange(
  change: { base: string | undefined; head: string | undefined } | undefined,
): Finding[] {
  if (!change || change.base === change.head) {
    return [];
  }
  const broken =
    change.head === undefined ? 'is deleted' : problemOf(change.head);
  if (broken) {
    return [
      {
        severity: 'error',
        rule: 'governance.file',
        message: `${GOVERNANCE_FILE} ${broken}`,
      },
    ];
  }
  return [
    {
      severity: 'warning',
      rule: 'governance.change',
      message: `${GOVERNANCE_FILE} changes. This plan is still checked against the file on the base branch; the change needs its owners' approval and holds after the merge.`,
    },
  ];
}

function problemOf(text: string): string | undefined {
  try {
    parseGovernanceFile(text);
    return undefined;
  } catch (error) {
    return `is not valid: ${messageOf(error)}`;
  }
}

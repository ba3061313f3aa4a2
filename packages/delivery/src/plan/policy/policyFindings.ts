import {
  DATA_TYPES,
  findPersonalData,
  type Governance,
} from '@plinth/blueprints/schema';
import {
  deploymentAt,
  type Finding,
  repairOfStackStatus,
  type ResourceChange,
} from '@plinth/plugin-environments-common';
import type { DeployedStack } from '../../aws/DeployedStack';
import type { SynthesizedStack } from '../../synth/Assembly';
import { wellFormed } from '../../template/wellFormed';
import { exposureViolations } from './exposure';
import { permissionViolations } from './permissions';
import { statementsOf } from './Statements';
import { TemplateText } from './TemplateText';
import { trustViolations } from './trust';
import { isMaker, unseenViolations } from './unseen';
import type { Violation } from './Violation';
import { withExceptions } from './withExceptions';

/**
 * The rules on one stack that hold in every repository. What a rule refuses, the owners of the governance file may allow for
 * one resource of one unit; `governance` is the file of the base branch.
 */
export function policyFindings(
  given: SynthesizedStack,
  deployed: DeployedStack | undefined,
  changes: readonly ResourceChange[],
  governance: Governance | undefined,
): Finding[] {
  const stack = { ...given, template: wellFormed(given.template) };
  const findings = [
    ...personalData(stack),
    ...provenance(stack),
    ...stateful(stack, changes),
    ...standing(stack, deployed),
    ...violations(stack, deployed, governance).map(violation => ({
      ...violation,
      severity: 'error' as const,
    })),
  ].map(finding => ({ ...finding, unit: stack.unit }));
  return withExceptions(findings, governance?.authorizes.exceptions ?? []);
}

/** What identities may do, who is let in, what the internet reaches, and what no rule can see. */
function violations(
  stack: SynthesizedStack,
  deployed: DeployedStack | undefined,
  governance: Governance | undefined,
): Array<Violation & { resource?: string }> {
  const text = new TemplateText(stack, deployed?.parameters);
  const own = new Set([
    stack.account,
    ...(governance?.authorizes.accounts ?? []).map(({ id }) => id),
  ]);
  const resources = stack.template.Resources ?? {};
  const found = Object.entries(resources).flatMap(([logicalId, resource]) => {
    const statements = statementsOf(resource, text);
    return [
      ...permissionViolations([logicalId, resource], statements.identity, {
        text,
        resources,
      }),
      ...trustViolations(resource, statements, own),
    ].map(violation => ({ ...violation, resource: logicalId }));
  });
  return [
    ...found,
    ...exposureViolations(stack, text),
    ...unseenViolations(stack.template),
  ];
}

/** Personal and health data must not enter parameters, tags, outputs or names (GOV-9). */
function personalData(stack: SynthesizedStack): Finding[] {
  const { Parameters, Outputs, Description } = stack.template;
  const resources = Object.entries(stack.template.Resources ?? {});
  const tags = Object.fromEntries(
    resources.flatMap(([id, { Properties }]) =>
      Properties?.Tags ? [[id, Properties.Tags]] : [],
    ),
  );
  const scanned = {
    Parameters,
    Outputs,
    Description,
    tags: { stack: stack.tags, ...tags },
  };
  return findPersonalData(scanned).map(({ path, kind }) => ({
    severity: 'error',
    rule: 'personal-data',
    message: `${path} looks like it holds a ${kind}. Personal and health data must not enter infrastructure state; keep it in the application's database.`,
  }));
}

/** Without these the audit trail could not tell who deployed the stack. */
function provenance(stack: SynthesizedStack): Finding[] {
  const { Parameters, Outputs } = stack.template;
  if (Parameters?.PlinthProvenance && Outputs?.PlinthProvenance) {
    return [];
  }
  return [
    {
      severity: 'error',
      rule: 'provenance',
      message: `Stack ${stack.stackName} has no PlinthProvenance parameter and output; extend a blueprint's stack or UnitStack of @plinth/blueprints.`,
    },
  ];
}

function stateful(
  stack: SynthesizedStack,
  changes: readonly ResourceChange[],
): Finding[] {
  const production = stack.tags['plinth:stage'] === 'production';
  return changes
    .filter(
      ({ resourceType }) =>
        DATA_TYPES.has(resourceType) || isMaker(resourceType),
    )
    .flatMap(({ logicalId, resourceType, action, properties }): Finding[] => {
      if (
        action !== 'Replace' &&
        action !== 'MayReplace' &&
        action !== 'Remove'
      ) {
        return [];
      }
      // Whether it is there at all is then for the deployment to tell.
      const maybeGone =
        action === 'MayReplace' && properties?.includes('Condition') === true;
      return [
        {
          severity:
            production && (action !== 'MayReplace' || maybeGone)
              ? 'error'
              : 'warning',
          rule: 'stateful-replacement',
          message: `${resourceType} ${logicalId} ${lossOf(action, properties)}.${production ? ' In production, retain it and migrate its data first.' : ''}`,
          resource: logicalId,
        },
      ];
    });
}

/** What becomes of a resource that holds data, as the end of a sentence. */
function lossOf(
  action: 'Replace' | 'MayReplace' | 'Remove',
  properties: readonly string[] = [],
): string {
  if (action === 'Remove') {
    return 'is deleted with what it holds';
  }
  if (action === 'MayReplace' && properties.includes('Condition')) {
    return 'may be deleted with what it holds, because its condition changes, and only a deployment can tell whether that holds';
  }
  return `${action === 'Replace' ? 'is' : 'may be'} replaced by an empty one, because ${properties.join(', ')} change`;
}

/** States of the deployed stack in which a deployment would not go through. */
function standing(
  stack: SynthesizedStack,
  deployed: DeployedStack | undefined,
): Finding[] {
  if (!deployed) {
    return [];
  }
  const repair = repairOfStackStatus(deployed.status);
  if (repair) {
    return [
      {
        severity: 'error',
        rule: 'stack-state',
        message: `Stack ${stack.stackName} is ${deployed.status} and takes no update${deployed.statusReason ? ` (${deployed.statusReason})` : ''}. ${repair} first.`,
      },
    ];
  }
  if (deploymentAt(deployed.status) === 'wait') {
    return [
      {
        severity: 'warning',
        rule: 'stack-state',
        message: `Stack ${stack.stackName} is ${deployed.status}: the baseline is moving, and this plan must be run again when it has settled.`,
      },
    ];
  }
  return [];
}

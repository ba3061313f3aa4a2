import {
  diffTemplate,
  type ResourceDifference,
  ResourceImpact,
} from '@aws-cdk/cloudformation-diff';
import type { ResourceChange } from '@plinth/plugin-environments-common';
import type { DeployedStack } from '../aws/DeployedStack';
import type { SynthesizedStack, Template } from '../synth/Assembly';
import { DeliveryError, messageOf } from '../errors';
import { effectiveTemplate } from '../template/effectiveTemplate';

const ACTIONS: Partial<Record<ResourceImpact, ResourceChange['action']>> = {
  [ResourceImpact.WILL_CREATE]: 'Add',
  [ResourceImpact.WILL_UPDATE]: 'Modify',
  [ResourceImpact.WILL_REPLACE]: 'Replace',
  [ResourceImpact.MAY_REPLACE]: 'MayReplace',
  [ResourceImpact.WILL_DESTROY]: 'Remove',
  [ResourceImpact.WILL_ORPHAN]: 'Orphan',
  [ResourceImpact.WILL_IMPORT]: 'Import',
};

/**
 * What deploying the stack would change: of what stands by its conditions, mappings and parameters, against what would.
 *
 * Throws a `DeliveryError` when a template is so malformed that they cannot be compared.
 */
export function stackChanges(
  stack: Pick<
    SynthesizedStack,
    'stackName' | 'template' | 'account' | 'region'
  >,
  deployed: Pick<DeployedStack, 'template' | 'parameters'> | undefined,
): ResourceChange[] {
  const surroundings = { ...stack, parameters: deployed?.parameters ?? {} };
  const before = deployed && effectiveTemplate(deployed.template, surroundings);
  const after = effectiveTemplate(stack.template, surroundings);
  try {
    // The library reads policies and rules on its way, and takes them for well formed.
    return resourceChanges(before, after);
  } catch (error) {
    throw new DeliveryError(
      `What would change in stack ${stack.stackName} cannot be told (${messageOf(error)}). A policy without a document, or a property of the wrong kind, is the usual reason; correct the template.`,
      'assembly',
    );
  }
}

/**
 * What CloudFormation would do to each resource, by the published resource specification; sorted by logical id.
 * Changes of metadata alone are left out, as they change nothing that runs.
 */
export function resourceChanges(
  deployed: Template | undefined,
  next: Template,
): ResourceChange[] {
  if (!deployed) {
    return additions(next);
  }
  const { resources } = diffTemplate(copy(deployed), copy(next));
  return resources.logicalIds.sort().flatMap((logicalId): ResourceChange[] => {
    const difference = resources.get(logicalId);
    const other = Object.keys(difference.otherChanges).filter(
      name => name !== 'Metadata' && difference.otherChanges[name].isDifferent,
    );
    const properties = [
      ...Object.keys(difference.propertyUpdates),
      ...other,
    ].sort();
    const action = actionOf(difference, other);
    if (!action || !difference.isDifferent) {
      return [];
    }
    if (
      difference.isUpdate &&
      !difference.resourceTypeChanged &&
      properties.length === 0
    ) {
      return [];
    }
    const resourceType =
      difference.newResourceType ?? difference.oldResourceType ?? 'unknown';
    return [
      difference.isUpdate
        ? { logicalId, resourceType, action, properties }
        : { logicalId, resourceType, action },
    ];
  });
}

/**
 * What the library says of a stack that is not there yet, without what it would read for more: the specification of every type, which
 * takes half of a plan.
 */
function additions({ Resources: resources = {} }: Template): ResourceChange[] {
  return Object.keys(resources)
    .sort()
    .map(logicalId => ({
      logicalId,
      resourceType: resources[logicalId].Type,
      action: 'Add',
    }));
}

function actionOf(
  { changeImpact, isUpdate }: ResourceDifference,
  other: readonly string[],
): ResourceChange['action'] | undefined {
  const action =
    ACTIONS[changeImpact] ?? (other.length > 0 ? 'Modify' : undefined);
  // A condition that is left cannot be told before deployment; the resource may go, or come anew.
  return isUpdate && action === 'Modify' && other.includes('Condition')
    ? 'MayReplace'
    : action;
}

/** The library marks dependent resources in the templates it is given. */
function copy(template: Template): Template {
  return JSON.parse(JSON.stringify(template)) as Template;
}

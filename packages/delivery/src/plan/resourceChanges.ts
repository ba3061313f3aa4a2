import {
  diffTemplate,
  type ResourceDifference,
  ResourceImpact,
} from '@aws-cdk/cloudformation-diff';
import type { ResourceChange } from '@plinth/plugin-environments-common';
import type { DeployedStack } from '../aws/DeployedStack';
import type { SynthesizedStack, Template } from '../synth/Assembly';
import { effectiveTemplate } from './effectiveTemplate';

const ACTIONS: Partial<Record<ResourceImpact, ResourceChange['action']>> = {
  [ResourceImpact.WILL_CREATE]: 'Add',
  [ResourceImpact.WILL_UPDATE]: 'Modify',
  [ResourceImpact.WILL_REPLACE]: 'Replace',
  [ResourceImpact.MAY_REPLACE]: 'MayReplace',
  [ResourceImpact.WILL_DESTROY]: 'Remove',
  [ResourceImpact.WILL_ORPHAN]: 'Orphan',
  [ResourceImpact.WILL_IMPORT]: 'Import',
};

/** What deploying the stack would change: of what stands by its conditions, mappings and parameters, against what would. */
export function stackChanges(
  stack: Pick<SynthesizedStack, 'template' | 'account' | 'region'>,
  deployed: Pick<DeployedStack, 'template' | 'parameters'> | undefined,
): ResourceChange[] {
  const surroundings = { ...stack, parameters: deployed?.parameters ?? {} };
  return resourceChanges(
    deployed && effectiveTemplate(deployed.template, surroundings),
    effectiveTemplate(stack.template, surroundings),
  );
}

/**
 * What CloudFormation would do to each resource, by the published resource specification; sorted by logical id.
 * Changes of metadata alone are left out, as they change nothing that runs.
 */
export function resourceChanges(
  deployed: Template | undefined,
  next: Template,
): ResourceChange[] {
  const { resources } = diffTemplate(copy(deployed ?? {}), copy(next));
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

import { diffTemplate, ResourceImpact } from '@aws-cdk/cloudformation-diff';
import type { ResourceChange } from '@plinth/plugin-environments-common';
import type { Template } from '../synth/Assembly';

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
    const action =
      ACTIONS[difference.changeImpact] ??
      (other.length > 0 ? 'Modify' : undefined);
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

/** The library marks dependent resources in the templates it is given. */
function copy(template: Template): Template {
  return JSON.parse(JSON.stringify(template)) as Template;
}

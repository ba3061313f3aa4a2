import type { ResourceChange } from '@plinth/plugin-environments-common';
import type { DeployedStack, StackLocation } from '../aws/DeployedStack';
import type { Template } from '../synth/Assembly';
import { stackChanges } from './resourceChanges';

/**
 * What deleting a stack does to each of its resources, by the policies of its deployed template: `Remove` for what goes, `Orphan`
 * for what stays in the account without a stack.
 */
export function deletionOf(
  stack: StackLocation,
  deployed: Pick<DeployedStack, 'template' | 'parameters'> | undefined,
): ResourceChange[] {
  return deployed ? stackChanges({ ...stack, template: {} }, deployed) : [];
}

/** Resources of which CloudFormation takes a snapshot when their stack is deleted: `Database (AWS::RDS::DBInstance)`. */
export function snapshotsOf({ Resources = {} }: Template): string[] {
  return Object.entries(Resources)
    .filter(([, { DeletionPolicy: policy }]) => policy === 'Snapshot')
    .map(([logicalId, { Type }]) => `${logicalId} (${Type})`)
    .sort();
}

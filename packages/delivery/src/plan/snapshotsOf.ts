import type { Template } from '../synth/Assembly';

/** Resources of which CloudFormation takes a snapshot when their stack is deleted: `Database (AWS::RDS::DBInstance)`. */
export function snapshotsOf({ Resources = {} }: Template): string[] {
  return Object.entries(Resources)
    .filter(([, { DeletionPolicy: policy }]) => policy === 'Snapshot')
    .map(([logicalId, { Type }]) => `${logicalId} (${Type})`)
    .sort();
}

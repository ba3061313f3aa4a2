import type { Template, TemplateResource } from '../synth/Assembly';
import { wellFormed } from '../template/wellFormed';

/** Resources of which CloudFormation takes a snapshot when their stack is deleted: `Database (AWS::RDS::DBInstance)`. */
export function snapshotsOf(template: Template): string[] {
  return Object.entries(wellFormed(template).Resources ?? {})
    .filter(
      ([, resource]) =>
        (resource.DeletionPolicy ?? defaultPolicy(resource)) === 'Snapshot',
    )
    .map(([logicalId, { Type }]) => `${logicalId} (${Type})`)
    .sort();
}

/** By CloudFormation's reference of DeletionPolicy: databases are not lost because a template says nothing. */
function defaultPolicy({ Type: type, Properties }: TemplateResource): string {
  return type === 'AWS::RDS::DBCluster' ||
    (type === 'AWS::RDS::DBInstance' &&
      Properties?.DBClusterIdentifier === undefined)
    ? 'Snapshot'
    : 'Delete';
}

import type { StackResourceSummary } from '@aws-sdk/client-cloudformation';

/** More than this are counted and not named. */
const MOST_NAMED = 100;

/**
 * What a deletion left, as CloudFormation tells it of the deleted stack: `3 resources are gone; 1 is kept by its DeletionPolicy:
 * Data (AWS::S3::Bucket) claims-data`.
 *
 * @param snapshots - resources of whose deletion a snapshot is left
 */
export function tellInventory(
  resources: readonly StackResourceSummary[],
  snapshots: readonly string[] = [],
): string {
  const gone = resources.filter(
    ({ ResourceStatus: status }) => status === 'DELETE_COMPLETE',
  );
  // The pipeline asks CloudFormation to retain nothing, so that only a policy skips a deletion.
  const kept = resources.filter(
    ({ ResourceStatus: status }) => status === 'DELETE_SKIPPED',
  );
  const names = kept
    .map(
      ({ LogicalResourceId: id, ResourceType: type, PhysicalResourceId: at }) =>
        `${id} (${type}) ${at ?? ''}`.trim(),
    )
    .sort();
  const more = names.length - MOST_NAMED;
  return [
    `${gone.length} ${gone.length === 1 ? 'resource is' : 'resources are'} gone`,
    kept.length === 0
      ? 'nothing is kept'
      : `${kept.length} ${kept.length === 1 ? 'is kept by its DeletionPolicy' : 'are kept by their DeletionPolicy'}: ${names.slice(0, MOST_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`,
    ...(snapshots.length > 0
      ? [`a snapshot is kept of ${snapshots.join(', ')}`]
      : []),
  ].join('; ');
}

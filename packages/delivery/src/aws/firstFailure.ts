/** The parts of a stack event that explain a failure. */
export interface StackEventFacts {
  readonly LogicalResourceId?: string;
  readonly ResourceType?: string;
  readonly ResourceStatus?: string;
  readonly ResourceStatusReason?: string;
}

/** The first event that failed by itself: what comes after is cancelled because of it. */
export function firstFailure(
  events: readonly StackEventFacts[],
): string | undefined {
  const failed = events.filter(
    ({ ResourceStatus, ResourceStatusReason }) =>
      ResourceStatus?.endsWith('_FAILED') &&
      ResourceStatusReason &&
      !/^Resource (creation|update) cancelled/i.test(ResourceStatusReason),
  );
  const first =
    failed.find(
      ({ ResourceType }) => ResourceType !== 'AWS::CloudFormation::Stack',
    ) ?? failed[0];
  return (
    first &&
    `${first.LogicalResourceId} (${first.ResourceType}): ${first.ResourceStatusReason}`
  );
}

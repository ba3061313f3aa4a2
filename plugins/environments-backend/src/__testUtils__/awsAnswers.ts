import { Stack, StackEvent } from '@aws-sdk/client-cloudformation';

/** Account and region of the example stacks. */
export const ACCOUNT = '444455556666';
export const REGION = 'us-east-1';

/** ARN of an example stack. */
export function stackArn(name: string): string {
  return `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/${name}/11111111-2222-3333-4444-555555555555`;
}

/** A stack of the unit `environments/<name>` as DescribeStacks describes it. */
export function describedStack(
  name: string,
  overrides: Partial<Stack> & { commit?: string } = {},
): Stack {
  const { commit, ...rest } = overrides;
  return {
    StackId: stackArn(name),
    StackName: name,
    StackStatus: 'CREATE_COMPLETE',
    CreationTime: new Date('2026-05-01T10:00:00Z'),
    Tags: [
      { Key: 'plinth:unit', Value: `environments/${name}` },
      { Key: 'plinth:entity', Value: `resource:default/${name}` },
      { Key: 'plinth:stage', Value: 'staging' },
    ],
    Outputs: commit
      ? [
          {
            OutputKey: 'PlinthProvenance',
            OutputValue: JSON.stringify({
              commit,
              pullRequest: 7,
              run: '4711',
              planHash: 'f00d',
            }),
          },
        ]
      : [],
    ...rest,
  };
}

/** An event of an example stack as DescribeStackEvents describes it. */
export function describedEvent(
  stack: string,
  event: Partial<StackEvent> & { EventId: string; Timestamp: Date },
): StackEvent {
  return {
    StackId: stackArn(stack),
    StackName: stack,
    LogicalResourceId: stack,
    PhysicalResourceId: stackArn(stack),
    ResourceType: 'AWS::CloudFormation::Stack',
    ResourceStatus: 'CREATE_COMPLETE',
    ...event,
  };
}

import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnResourcePolicy } from 'aws-cdk-lib/aws-logs';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { requireGlobalRegion } from '../../base/requireGlobalRegion';
import type { StagePolicy } from '../../schema';
import { WorkloadLogs } from '../logs/WorkloadLogs';

/** Route 53 writes to log groups below it alone. */
const PREFIX = '/aws/route53/';

/** Settings of `QueryLogs`. */
export interface QueryLogsProps {
  readonly policy: StagePolicy;
  readonly key: IKey;
  /** Must begin with `/aws/route53/`. */
  readonly logGroupName: string;
  readonly name: string;
}

/** Where Route 53 logs the queries of a public zone; in us-east-1 alone. */
export class QueryLogs extends Construct {
  readonly logGroupArn: string;
  /** What a zone must wait for. */
  readonly access: CfnResourcePolicy;

  constructor(scope: Construct, id: string, props: QueryLogsProps) {
    super(scope, id);
    requireGlobalRegion(this, 'Route 53');
    if (!props.logGroupName.startsWith(PREFIX)) {
      throw new RangeError(
        `logGroupName: ${props.logGroupName} must begin with ${PREFIX}: Route 53 writes nowhere else`,
      );
    }
    const { partition, region, account } = Stack.of(this);
    const logs = new WorkloadLogs(this, 'Logs', {
      policy: props.policy,
      key: props.key,
      logGroupName: props.logGroupName,
    });
    // Without the `:*` that the log group's own ARN ends with.
    this.logGroupArn = `arn:${partition}:logs:${region}:${account}:log-group:${props.logGroupName}`;
    this.access = new CfnResourcePolicy(this, 'Access', {
      policyName: `${props.name}-route53`,
      policyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'WriteQueries',
            Effect: 'Allow',
            Principal: { Service: 'route53.amazonaws.com' },
            Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
            Resource: `${this.logGroupArn}:*`,
            Condition: {
              StringEquals: { 'aws:SourceAccount': account },
              ArnLike: {
                'aws:SourceArn': `arn:${partition}:route53:::hostedzone/*`,
              },
            },
          },
        ],
      }),
    });
    this.access.node.addDependency(logs);
  }
}

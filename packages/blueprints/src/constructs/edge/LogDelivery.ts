import { CfnResourcePolicy } from 'aws-cdk-lib/aws-logs';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';

/** Settings of a `LogDelivery`. */
export interface LogDeliveryProps {
  /** Names the policy; unique in the account and region, which hold ten of them. */
  readonly name: string;
  /** Full names of the log groups that AWS services write to. */
  readonly logGroupNames: readonly string[];
  /**
   * The service that writes.
   *
   * @default - delivery.logs.amazonaws.com, which WAF and CloudFront use
   */
  readonly service?: string;
}

/** Lets an AWS service write to named log groups for this account alone. */
export class LogDelivery extends Construct {
  constructor(scope: Construct, id: string, props: LogDeliveryProps) {
    super(scope, id);
    const { partition, region, account } = Stack.of(this);
    new CfnResourcePolicy(this, 'Policy', {
      policyName: props.name,
      policyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'DeliverLogs',
            Effect: 'Allow',
            Principal: {
              Service: props.service ?? 'delivery.logs.amazonaws.com',
            },
            Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
            Resource: props.logGroupNames.map(
              name =>
                `arn:${partition}:logs:${region}:${account}:log-group:${name}:*`,
            ),
            Condition: { StringEquals: { 'aws:SourceAccount': account } },
          },
        ],
      }),
    });
  }
}

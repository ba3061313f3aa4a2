import { ArnFormat, Duration, Stack } from 'aws-cdk-lib/core';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { keepRemoval } from '../../base/removal';
import { partitionOf, type StagePolicy } from '../../schema';

/** Settings of an `EncryptionKey`. */
export interface EncryptionKeyProps {
  readonly policy: StagePolicy;
  /** The alias after `alias/`, such as `plinth/claims-staging`. */
  readonly alias: string;
  readonly description: string;
  /**
   * Names of log groups, with wildcards, that may be encrypted with the key.
   *
   * @default - none
   */
  readonly logGroups?: readonly string[];
  /**
   * Whether CloudWatch alarms and AWS Budgets may publish to topics that the key encrypts.
   *
   * @default false
   */
  readonly notifications?: boolean;
  /**
   * Whether EventBridge rules may publish to them too.
   *
   * @default false
   */
  readonly events?: boolean;
}

/** A customer-managed key that rotates every year and outlives its stack outside previews. */
export class EncryptionKey extends Construct {
  readonly key: Key;

  constructor(scope: Construct, id: string, props: EncryptionKeyProps) {
    super(scope, id);
    this.key = new Key(this, 'Key', {
      alias: props.alias,
      description: props.description,
      enableKeyRotation: true,
      rotationPeriod: Duration.days(365),
      pendingWindow: Duration.days(props.policy.keyDeletionDays),
      removalPolicy: keepRemoval(props.policy),
    });
    const stack = Stack.of(this);
    if (props.logGroups?.length) {
      this.key.addToResourcePolicy(
        new PolicyStatement({
          sid: 'EncryptLogs',
          principals: [
            new ServicePrincipal(
              `logs.${stack.region}.${partitionOf(stack.region).dnsSuffix}`,
            ),
          ],
          actions: [
            'kms:Encrypt',
            'kms:Decrypt',
            'kms:ReEncrypt*',
            'kms:GenerateDataKey*',
            'kms:DescribeKey',
          ],
          // In a key policy `*` means this key.
          resources: ['*'],
          conditions: {
            ArnLike: {
              'kms:EncryptionContext:aws:logs:arn': props.logGroups.map(name =>
                stack.formatArn({
                  service: 'logs',
                  resource: 'log-group',
                  resourceName: name,
                  arnFormat: ArnFormat.COLON_RESOURCE_NAME,
                }),
              ),
            },
          },
        }),
      );
    }
    if (props.notifications) {
      this.key.addToResourcePolicy(
        new PolicyStatement({
          sid: 'PublishNotifications',
          principals: [
            new ServicePrincipal('cloudwatch.amazonaws.com'),
            new ServicePrincipal('budgets.amazonaws.com'),
          ],
          actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
          resources: ['*'],
          conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
        }),
      );
    }
    if (props.events) {
      this.key.addToResourcePolicy(
        new PolicyStatement({
          sid: 'PublishEvents',
          // Without a condition: EventBridge names neither account nor rule when it publishes to an encrypted topic.
          principals: [new ServicePrincipal('events.amazonaws.com')],
          actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
          resources: ['*'],
        }),
      );
    }
  }
}

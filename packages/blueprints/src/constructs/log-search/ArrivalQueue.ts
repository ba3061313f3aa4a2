import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';

/** Settings of an `ArrivalQueue`. */
export interface ArrivalQueueProps {
  /** The bucket that tells of its objects; by name, because it in turn refers to the queue. */
  readonly bucketName: string;
}

/** A queue of the objects that arrive in a bucket, and another one of those that could not be read five times. */
export class ArrivalQueue extends Construct {
  readonly queue: Queue;
  readonly failed: Queue;

  constructor(scope: Construct, id: string, props: ArrivalQueueProps) {
    super(scope, id);
    const { account, partition } = Stack.of(this);
    // Messages name objects and hold nothing of them, so the service's own key is enough; S3 could not use the unit's.
    const common = {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    };
    this.failed = new Queue(this, 'Failed', common);
    this.queue = new Queue(this, 'Queue', {
      ...common,
      visibilityTimeout: Duration.minutes(10),
      deadLetterQueue: { queue: this.failed, maxReceiveCount: 5 },
    });
    this.queue.addToResourcePolicy(
      new PolicyStatement({
        sid: 'TellOfObjects',
        principals: [new ServicePrincipal('s3.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [this.queue.queueArn],
        conditions: {
          StringEquals: { 'aws:SourceAccount': account },
          ArnEquals: {
            'aws:SourceArn': `arn:${partition}:s3:::${props.bucketName}`,
          },
        },
      }),
    );
  }
}

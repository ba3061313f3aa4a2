import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import {
  CfnLogStream,
  CfnSubscriptionFilter,
  type LogGroup,
} from 'aws-cdk-lib/aws-logs';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { CfnBucket, IBucket } from 'aws-cdk-lib/aws-s3';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { StagePolicy } from '../../schema';
import { LeastPrivilegeRole } from '../role/LeastPrivilegeRole';
import { EncryptedBucket } from '../storage/EncryptedBucket';
import { ArrivalQueue } from './ArrivalQueue';

/** Where log lines lie in the archive; what failed lies elsewhere and is not read again. */
const LOG_PREFIX = 'logs/';

/** Settings of a `LogArchive`. */
export interface LogArchiveProps {
  readonly policy: StagePolicy;
  /** Whose logs these are. */
  readonly name: string;
  readonly key: IKey;
  readonly bucketName: string;
  readonly accessLogs: IBucket;
  /** The log group whose events are archived. */
  readonly source: LogGroup;
  /** Where the stream writes its errors. */
  readonly logGroup: LogGroup;
}

/**
 * What a log group receives, within a minute as compressed lines in an encrypted bucket, and a queue that tells of each object.
 *
 * CloudWatch hands batches of events to Firehose, and Firehose unpacks them itself, so that no function is needed. Its
 * destination is a bucket, because its own way into OpenSearch takes one document a record and CloudWatch sends many.
 */
export class LogArchive extends Construct {
  readonly bucket: EncryptedBucket;
  readonly arrivals: ArrivalQueue;
  readonly stream: CfnDeliveryStream;

  constructor(scope: Construct, id: string, props: LogArchiveProps) {
    super(scope, id);
    this.bucket = new EncryptedBucket(this, 'Bucket', {
      policy: props.policy,
      key: props.key,
      bucketName: props.bucketName,
      accessLogs: props.accessLogs,
      lifecycleRules: [
        {
          id: 'EndLogs',
          expiration: Duration.days(props.policy.logDays),
        },
      ],
    });
    this.arrivals = new ArrivalQueue(this, 'Arrivals', {
      bucketName: props.bucketName,
    });
    // Below the L2, whose notifications are made by a function.
    const cfn = this.bucket.bucket.node.defaultChild as CfnBucket;
    cfn.notificationConfiguration = {
      queueConfigurations: [
        {
          event: 's3:ObjectCreated:*',
          queue: this.arrivals.queue.queueArn,
          filter: { s3Key: { rules: [{ name: 'prefix', value: LOG_PREFIX }] } },
        },
      ],
    };
    cfn.node.addDependency(this.arrivals);
    this.stream = this.#stream(props);
    this.#subscribe(props.source);
  }

  #stream(props: LogArchiveProps): CfnDeliveryStream {
    const { bucket } = this.bucket;
    const errors = new CfnLogStream(this, 'Errors', {
      logGroupName: props.logGroup.logGroupName,
      logStreamName: 'delivery-to-archive',
    });
    const role = new LeastPrivilegeRole(this, 'StreamRole', {
      assumedBy: new ServicePrincipal('firehose.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': Stack.of(this).account },
        },
      }),
      description: `Archives the logs of ${props.name}`,
      grants: [
        {
          sid: 'WriteObjects',
          actions: ['s3:PutObject', 's3:AbortMultipartUpload'],
          resources: [bucket.arnForObjects('*')],
          wildcard: 'The stream names its objects by date, in this one bucket.',
        },
        {
          sid: 'FindBucket',
          actions: [
            's3:GetBucketLocation',
            's3:ListBucket',
            's3:ListBucketMultipartUploads',
          ],
          resources: [bucket.bucketArn],
        },
        {
          sid: 'Key',
          actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
          resources: [props.key.keyArn],
        },
        {
          sid: 'Errors',
          actions: ['logs:PutLogEvents'],
          resources: [props.logGroup.logGroupArn],
        },
      ],
    });
    const stream = new CfnDeliveryStream(this, 'Stream', {
      deliveryStreamType: 'DirectPut',
      deliveryStreamEncryptionConfigurationInput: {
        keyType: 'CUSTOMER_MANAGED_CMK',
        keyArn: props.key.keyArn,
      },
      extendedS3DestinationConfiguration: {
        bucketArn: bucket.bucketArn,
        roleArn: role.roleArn,
        prefix: LOG_PREFIX,
        errorOutputPrefix: 'failed-delivery/!{firehose:error-output-type}/',
        compressionFormat: 'GZIP',
        bufferingHints: { intervalInSeconds: 60, sizeInMBs: 5 },
        encryptionConfiguration: {
          kmsEncryptionConfig: { awskmsKeyArn: props.key.keyArn },
        },
        cloudWatchLoggingOptions: {
          enabled: true,
          logGroupName: props.logGroup.logGroupName,
          logStreamName: errors.ref,
        },
        processingConfiguration: {
          enabled: true,
          processors: [
            {
              type: 'Decompression',
              parameters: [
                { parameterName: 'CompressionFormat', parameterValue: 'GZIP' },
              ],
            },
            {
              type: 'CloudWatchLogProcessing',
              parameters: [
                {
                  parameterName: 'DataMessageExtraction',
                  parameterValue: 'true',
                },
              ],
            },
            // Each event is a record by now, and records follow each other in an object with nothing between them.
            { type: 'AppendDelimiterToRecord', parameters: [] },
          ],
        },
      },
    });
    stream.node.addDependency(role);
    return stream;
  }

  #subscribe(source: LogGroup): void {
    const stack = Stack.of(this);
    const role = new LeastPrivilegeRole(this, 'SubscriptionRole', {
      assumedBy: new ServicePrincipal('logs.amazonaws.com', {
        conditions: {
          StringLike: {
            'aws:SourceArn': `arn:${stack.partition}:logs:${stack.region}:${stack.account}:*`,
          },
        },
      }),
      description: 'Hands log events to the delivery stream',
      grants: [
        {
          sid: 'Put',
          actions: ['firehose:PutRecord', 'firehose:PutRecordBatch'],
          resources: [this.stream.attrArn],
        },
      ],
    });
    const filter = new CfnSubscriptionFilter(this, 'Subscription', {
      logGroupName: source.logGroupName,
      filterPattern: '',
      destinationArn: this.stream.attrArn,
      roleArn: role.roleArn,
    });
    filter.node.addDependency(role);
  }
}

import {
  CfnConfigurationRecorder,
  CfnDeliveryChannel,
} from 'aws-cdk-lib/aws-config';
import { ManagedPolicy, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { acknowledge } from '../../base/acknowledge';
import type { StagePolicy } from '../../schema';
import { findingName } from '../role/findingName';
import { LeastPrivilegeRole } from '../role/LeastPrivilegeRole';
import { EncryptedBucket } from '../storage/EncryptedBucket';

/** Settings of a `ResourceRecorder`. */
export interface ResourceRecorderProps {
  readonly policy: StagePolicy;
  readonly key: IKey;
  readonly name: string;
  readonly bucketName: string;
  readonly accessLogs: IBucket;
}

/**
 * Records the settings of every resource of the account and region with AWS Config, and keeps their history in a bucket.
 *
 * It has a role of its own. The service-linked one would do, and Security Hub's Config.1 asks for it, but CloudFormation can
 * neither refer to one that is missing nor create one that is there.
 */
export class ResourceRecorder extends Construct {
  readonly recorder: CfnConfigurationRecorder;
  readonly bucket: EncryptedBucket;

  constructor(scope: Construct, id: string, props: ResourceRecorderProps) {
    super(scope, id);
    const stack = Stack.of(this);
    const { partition, account } = stack;
    this.bucket = new EncryptedBucket(this, 'Bucket', {
      policy: props.policy,
      key: props.key,
      bucketName: props.bucketName,
      accessLogs: props.accessLogs,
    });
    const { bucket } = this.bucket;
    const role = new LeastPrivilegeRole(this, 'Role', {
      assumedBy: new ServicePrincipal('config.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': account } },
      }),
      description: 'Records resources for AWS Config',
      grants: [
        {
          sid: 'Deliver',
          actions: ['s3:PutObject'],
          resources: [bucket.arnForObjects(`AWSLogs/${account}/Config/*`)],
          conditions: {
            StringLike: { 's3:x-amz-acl': 'bucket-owner-full-control' },
          },
          wildcard: 'Snapshots and histories of this account, named by date.',
        },
        {
          sid: 'CheckBucket',
          actions: ['s3:GetBucketAcl', 's3:ListBucket'],
          resources: [bucket.bucketArn],
        },
        {
          sid: 'Encrypt',
          actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
          resources: [props.key.keyArn],
        },
      ],
    });
    const readingPolicy = `arn:${partition}:iam::aws:policy/service-role/AWS_ConfigRole`;
    role.role.addManagedPolicy(
      ManagedPolicy.fromManagedPolicyArn(this, 'ReadingPolicy', readingPolicy),
    );
    acknowledge(
      role,
      `AwsSolutions-IAM4[Policy::${findingName(stack, readingPolicy)}]`,
      'It only reads, and AWS adds to it with each resource type that Config learns.',
    );
    this.recorder = new CfnConfigurationRecorder(this, 'Recorder', {
      name: props.name,
      roleArn: role.roleArn,
      recordingGroup: { allSupported: true, includeGlobalResourceTypes: true },
      recordingMode: { recordingFrequency: 'CONTINUOUS' },
    });
    // A recorder starts once there is a channel, and a channel needs a recorder: CloudFormation makes both at once, so
    // neither depends on the other.
    const channel = new CfnDeliveryChannel(this, 'Channel', {
      name: props.name,
      s3BucketName: bucket.bucketName,
      // Named, because Config asks for the key of S3 otherwise, whatever the bucket's default is.
      s3KmsKeyArn: props.key.keyArn,
      configSnapshotDeliveryProperties: {
        deliveryFrequency: 'TwentyFour_Hours',
      },
    });
    for (const each of [this.recorder, channel]) {
      each.node.addDependency(role);
      if (bucket.policy) {
        each.node.addDependency(bucket.policy);
      }
    }
  }
}

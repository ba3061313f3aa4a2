import { Duration, Stack } from 'aws-cdk-lib/core';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type CfnBucket,
  type IBucket,
  type LifecycleRule,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acknowledge } from '../../base/acknowledge';
import { keepRemoval } from '../../base/removal';
import type { StagePolicy } from '../../schema';
import type { Alerts } from '../alerts/Alerts';
import { LeastPrivilegeRole } from '../role/LeastPrivilegeRole';
import { letPipelineEmpty } from './letPipelineEmpty';
import { REPLICATION_RULE, watchFailedCopies } from './watchReplication';

/** Settings of an `EncryptedBucket`. */
export interface EncryptedBucketProps {
  readonly policy: StagePolicy;
  /** The explicit name; see `bucketName`. */
  readonly bucketName: string;
  readonly key: IKey;
  /** Where access is logged, under the prefix of the bucket's name. */
  readonly accessLogs: IBucket;
  /**
   * Days after which older versions of an object are deleted. A rule of its own cannot make them longer: S3 goes by the shortest.
   *
   * @default - those of the stage
   */
  readonly objectVersionDays?: number;
  /**
   * Rules besides those that end old versions and incomplete uploads.
   *
   * @default - none
   */
  readonly lifecycleRules?: LifecycleRule[];
  /**
   * A versioned bucket of the same account in another region that gets a copy of every object.
   *
   * @default - objects stay in the region
   */
  readonly replica?: BucketReplica;
}

/** Where copies go: named, because nothing of another region's stack can be referred to. */
export interface BucketReplica {
  /** Who hears of objects that are not copied. */
  readonly alerts: Alerts;
  readonly runbooksUrl: string;
  readonly bucketName: string;
  readonly region: string;
  /** With `alias/`. */
  readonly keyAlias: string;
}

/** A versioned bucket under a key of the unit: TLS only, no public access, access logged, old versions ended by stage. */
export class EncryptedBucket extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, props: EncryptedBucketProps) {
    super(scope, id);
    this.bucket = new Bucket(this, 'Bucket', {
      bucketName: props.bucketName,
      encryption: BucketEncryption.KMS,
      encryptionKey: props.key,
      bucketKeyEnabled: true,
      versioned: true,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      lifecycleRules: [
        {
          id: 'EndOldVersions',
          noncurrentVersionExpiration: Duration.days(
            props.objectVersionDays ?? props.policy.objectVersionDays,
          ),
          abortIncompleteMultipartUploadAfter: Duration.days(7),
        },
        ...(props.lifecycleRules ?? []),
      ],
      removalPolicy: keepRemoval(props.policy),
    });
    letPipelineEmpty(this.bucket, props.policy);
    // Set below the L2, which would add one more statement to the log bucket's policy for each bucket.
    const cfn = this.bucket.node.defaultChild as CfnBucket;
    cfn.loggingConfiguration = {
      destinationBucketName: props.accessLogs.bucketName,
      logFilePrefix: `${props.bucketName}/`,
    };
    if (props.replica) {
      this.#replicate(cfn, props.key, props.replica);
      watchFailedCopies(this, props.bucketName, props.replica);
    }
    if (props.accessLogs.policy) {
      cfn.node.addDependency(props.accessLogs.policy);
    }
  }

  #replicate(cfn: CfnBucket, key: IKey, replica: BucketReplica): void {
    const { account, partition } = Stack.of(this);
    const target = `arn:${partition}:s3:::${replica.bucketName}`;
    // The bucket's ARN is written from its name: a reference would tie bucket and role in a circle.
    const source = `arn:${partition}:s3:::${cfn.bucketName}`;
    const { role } = new LeastPrivilegeRole(this, 'ReplicationRole', {
      assumedBy: new ServicePrincipal('s3.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': account } },
      }),
      description: `Copies objects of ${cfn.bucketName} to ${replica.region}`,
      grants: [
        {
          sid: 'ReadSource',
          actions: ['s3:GetReplicationConfiguration', 's3:ListBucket'],
          resources: [source],
        },
        {
          sid: 'ReadObjects',
          actions: [
            's3:GetObjectVersionForReplication',
            's3:GetObjectVersionAcl',
            's3:GetObjectVersionTagging',
          ],
          resources: [`${source}/*`],
          wildcard: 'Replication reads every object of this one bucket.',
        },
        {
          sid: 'WriteCopies',
          actions: [
            's3:ReplicateObject',
            's3:ReplicateDelete',
            's3:ReplicateTags',
          ],
          resources: [`${target}/*`],
          wildcard: 'Replication writes every object of the one target bucket.',
        },
        { sid: 'Decrypt', actions: ['kms:Decrypt'], resources: [key.keyArn] },
        {
          sid: 'EncryptCopies',
          actions: ['kms:Encrypt', 'kms:GenerateDataKey'],
          resources: [
            `arn:${partition}:kms:${replica.region}:${account}:key/*`,
          ],
          conditions: {
            'ForAnyValue:StringEquals': {
              'kms:ResourceAliases': replica.keyAlias,
            },
          },
          wildcard:
            'The ID of the key in the other region is not known here; the condition names its alias.',
        },
      ],
    });
    cfn.replicationConfiguration = {
      role: role.roleArn,
      rules: [
        {
          id: REPLICATION_RULE,
          status: 'Enabled',
          priority: 1,
          filter: { prefix: '' },
          deleteMarkerReplication: { status: 'Enabled' },
          sourceSelectionCriteria: {
            sseKmsEncryptedObjects: { status: 'Enabled' },
          },
          destination: {
            bucket: target,
            encryptionConfiguration: {
              replicaKmsKeyId: `arn:${partition}:kms:${replica.region}:${account}:${replica.keyAlias}`,
            },
            metrics: { status: 'Enabled', eventThreshold: { minutes: 15 } },
            replicationTime: { status: 'Enabled', time: { minutes: 15 } },
          },
        },
      ],
    };
  }
}

/** Settings of an `AccessLogBucket`. */
export interface AccessLogBucketProps {
  readonly policy: StagePolicy;
  readonly bucketName: string;
}

/** Where S3 and load balancers write their access logs. */
export class AccessLogBucket extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, props: AccessLogBucketProps) {
    super(scope, id);
    this.bucket = new Bucket(this, 'Bucket', {
      bucketName: props.bucketName,
      // S3 cannot deliver access logs to a bucket whose default key is a customer-managed one.
      encryption: BucketEncryption.S3_MANAGED,
      versioned: true,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      lifecycleRules: [
        {
          id: 'EndLogs',
          expiration: Duration.days(props.policy.logDays),
          noncurrentVersionExpiration: Duration.days(1),
          abortIncompleteMultipartUploadAfter: Duration.days(7),
        },
      ],
      removalPolicy: keepRemoval(props.policy),
    });
    // Buckets of tenants log here too, and their stacks cannot change this policy.
    this.bucket.addToResourcePolicy(
      new PolicyStatement({
        sid: 'DeliverAccessLogs',
        principals: [new ServicePrincipal('logging.s3.amazonaws.com')],
        actions: ['s3:PutObject'],
        resources: [this.bucket.arnForObjects('*')],
        conditions: {
          StringEquals: { 'aws:SourceAccount': Stack.of(this).account },
        },
      }),
    );
    letPipelineEmpty(this.bucket, props.policy);
    acknowledge(
      this.bucket,
      'AwsSolutions-S1',
      'This bucket receives the access logs; logging its own access would log every delivery again without end.',
    );
  }
}

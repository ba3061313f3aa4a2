import { Stack } from 'aws-cdk-lib/core';
import { CfnRepository } from 'aws-cdk-lib/aws-ecr';
import { CfnParameter } from 'aws-cdk-lib/aws-ssm';
import { KEPT } from '../../base/removal';
import { Construct } from 'constructs';
import { EncryptionKey } from '../../constructs/key/EncryptionKey';
import {
  AccessLogBucket,
  EncryptedBucket,
} from '../../constructs/storage/EncryptedBucket';
import { bucketName } from '../../base/naming';
import type { StagePolicy, Unit } from '../../schema';

/** The version of the bootstrap resources that the CDK CLI looks for: that of the template in aws-cdk 2.1148. */
const BOOTSTRAP_VERSION = '33';

/** Settings of a `DeploymentBackend`. */
export interface DeploymentBackendProps {
  readonly unit: Unit;
  readonly policy: StagePolicy;
  readonly qualifier: string;
}

/**
 * Where the CDK keeps templates and assets of one account and region, under the names it looks for.
 *
 * It is what a state backend is elsewhere: CloudFormation itself keeps the state and the lock of each stack, and this keeps what
 * was deployed.
 */
export class DeploymentBackend extends Construct {
  readonly key: EncryptionKey;
  readonly assets: EncryptedBucket;
  readonly images: CfnRepository;
  readonly versionParameter: CfnParameter;

  constructor(scope: Construct, id: string, props: DeploymentBackendProps) {
    super(scope, id);
    const { unit, policy, qualifier } = props;
    const { account, region } = Stack.of(this);
    this.key = new EncryptionKey(this, 'Key', {
      policy,
      alias: `cdk-${qualifier}-assets-key`,
      description: `Encrypts what is deployed from ${region}`,
    });
    const logs = new AccessLogBucket(this, 'AccessLogs', {
      policy,
      bucketName: bucketName({ ...unit, name: `cdk-${qualifier}` }, 'logs'),
    });
    this.assets = new EncryptedBucket(this, 'Assets', {
      policy,
      key: this.key.key,
      bucketName: `cdk-${qualifier}-assets-${account}-${region}`,
      accessLogs: logs.bucket,
    });
    this.images = new CfnRepository(this, 'Images', {
      repositoryName: `cdk-${qualifier}-container-assets-${account}-${region}`,
      imageTagMutability: 'IMMUTABLE',
      imageScanningConfiguration: { scanOnPush: true },
      encryptionConfiguration: {
        encryptionType: 'KMS',
        kmsKey: this.key.key.keyArn,
      },
    });
    this.images.applyRemovalPolicy(KEPT);
    this.versionParameter = new CfnParameter(this, 'Version', {
      name: `/cdk-bootstrap/${qualifier}/version`,
      type: 'String',
      value: BOOTSTRAP_VERSION,
    });
  }
}

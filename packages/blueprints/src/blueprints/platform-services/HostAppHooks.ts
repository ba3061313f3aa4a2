import { CfnRepository } from 'aws-cdk-lib/aws-ecr';
import { WebIdentityPrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { KEPT } from '../../base/removal';
import { Construct } from 'constructs';
import { LeastPrivilegeRole } from '../../constructs/role/LeastPrivilegeRole';

/** Settings of `HostAppHooks`. */
export interface HostAppHooksProps {
  readonly unitName: string;
  readonly key: IKey;
  readonly artifacts: IBucket;
  /** owner/repository of the host application. */
  readonly repository: string;
  /** Whose provider is in the account, without https://. */
  readonly issuer: string;
}

/** What the pipeline of the Admin Host App uses: a role by token, an image repository, an artifact bucket (PHS-5). */
export class HostAppHooks extends Construct {
  readonly role: LeastPrivilegeRole;
  readonly images: CfnRepository;

  constructor(scope: Construct, id: string, props: HostAppHooksProps) {
    super(scope, id);
    const { account, partition } = Stack.of(this);
    this.images = new CfnRepository(this, 'Images', {
      repositoryName: `${props.unitName}/host-app`,
      imageTagMutability: 'IMMUTABLE',
      imageScanningConfiguration: { scanOnPush: true },
      encryptionConfiguration: {
        encryptionType: 'KMS',
        kmsKey: props.key.keyArn,
      },
    });
    this.images.applyRemovalPolicy(KEPT);
    this.role = new LeastPrivilegeRole(this, 'DeployRole', {
      assumedBy: new WebIdentityPrincipal(
        `arn:${partition}:iam::${account}:oidc-provider/${props.issuer}`,
        {
          StringEquals: {
            [`${props.issuer}:aud`]: 'sts.amazonaws.com',
            [`${props.issuer}:sub`]: `repo:${props.repository}:ref:refs/heads/main`,
          },
        },
      ),
      description: 'Publishes the Admin Host App',
      maxSessionDuration: Duration.hours(1),
      grants: [
        {
          sid: 'PushImages',
          actions: [
            'ecr:BatchCheckLayerAvailability',
            'ecr:CompleteLayerUpload',
            'ecr:InitiateLayerUpload',
            'ecr:PutImage',
            'ecr:UploadLayerPart',
          ],
          resources: [this.images.attrArn],
        },
        {
          sid: 'LogIn',
          actions: ['ecr:GetAuthorizationToken'],
          resources: ['*'],
          wildcard:
            'The login of ECR is for the registry and accepts no resource.',
        },
        {
          sid: 'PutArtifacts',
          actions: ['s3:PutObject'],
          resources: [props.artifacts.arnForObjects('host-app/*')],
          wildcard:
            'Every artifact of the host application, and nothing else in the bucket.',
        },
        {
          sid: 'Key',
          actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
          resources: [props.key.keyArn],
        },
      ],
    });
  }
}

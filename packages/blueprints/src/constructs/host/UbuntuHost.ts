import {
  CfnEIP,
  CfnInstance,
  CfnLaunchTemplate,
  type SecurityGroup,
} from 'aws-cdk-lib/aws-ec2';
import { CfnInstanceProfile } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnParameter, Fn, RemovalPolicy } from 'aws-cdk-lib/core';
import { KEPT } from '../../base/removal';
import { Construct } from 'constructs';
import { acknowledge } from '../../base/acknowledge';
import type { StagePolicy } from '../../schema';
import type { LeastPrivilegeRole } from '../role/LeastPrivilegeRole';

/** Docker from Ubuntu's archive and Node.js from its snap: both signed, both updated by the host itself. */
const USER_DATA = [
  '#!/bin/bash',
  'set -euxo pipefail',
  'export DEBIAN_FRONTEND=noninteractive',
  'apt-get update',
  'apt-get install -y docker.io unattended-upgrades',
  'systemctl enable --now docker',
  'snap install node --classic --channel=22/stable',
  'snap start --enable amazon-ssm-agent || snap install amazon-ssm-agent --classic',
  '',
].join('\n');

/** Settings of a `UbuntuHost`. */
export interface UbuntuHostProps {
  readonly policy: StagePolicy;
  readonly key: IKey;
  readonly instanceClass: string;
  readonly volumeGiB: number;
  /** `current`, or the date of an image of Canonical. */
  readonly imageRelease: string;
  readonly subnetId: string;
  readonly securityGroup: SecurityGroup;
  readonly role: LeastPrivilegeRole;
  readonly elasticIp: boolean;
}

/** An Ubuntu 22.04 host: encrypted disk, IMDSv2 alone, Docker and Node.js, reached through Session Manager. */
export class UbuntuHost extends Construct {
  readonly instance: CfnInstance;
  readonly address?: CfnEIP;

  constructor(scope: Construct, id: string, props: UbuntuHostProps) {
    super(scope, id);
    const image = new CfnParameter(this, 'Image', {
      type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>',
      default: `/aws/service/canonical/ubuntu/server/22.04/stable/${props.imageRelease}/amd64/hvm/ebs-gp2/ami-id`,
      description: 'Public parameter of Canonical that names the Ubuntu image',
    });
    const profile = new CfnInstanceProfile(this, 'Profile', {
      roles: [props.role.role.roleName],
    });
    const template = new CfnLaunchTemplate(this, 'Launch', {
      launchTemplateData: {
        // Two hops, so that containers reach the credentials of the host.
        metadataOptions: {
          httpTokens: 'required',
          httpEndpoint: 'enabled',
          httpPutResponseHopLimit: 2,
        },
      },
    });
    this.instance = new CfnInstance(this, 'Instance', {
      launchTemplate: {
        launchTemplateId: template.ref,
        version: template.attrLatestVersionNumber,
      },
      imageId: image.valueAsString,
      instanceType: props.instanceClass,
      iamInstanceProfile: profile.ref,
      subnetId: props.subnetId,
      securityGroupIds: [props.securityGroup.securityGroupId],
      monitoring: true,
      disableApiTermination: props.policy.deletionProtection,
      userData: Fn.base64(USER_DATA),
      blockDeviceMappings: [
        {
          deviceName: '/dev/sda1',
          ebs: {
            volumeType: 'gp3',
            volumeSize: props.volumeGiB,
            encrypted: true,
            kmsKeyId: props.key.keyArn,
            deleteOnTermination: props.policy.onRemoval === 'delete',
          },
        },
      ],
    });
    // Instances have no snapshot on removal: AWS Backup holds their images, and production keeps the host itself.
    this.instance.applyRemovalPolicy(
      props.policy.onRemoval === 'retain' ? KEPT : RemovalPolicy.DESTROY,
    );
    if (!props.policy.deletionProtection) {
      acknowledge(
        this.instance,
        'AwsSolutions-EC29',
        'A preview is removed by the pipeline when its time to live ends, so nothing may block the deletion.',
      );
    }
    if (props.elasticIp) {
      this.address = new CfnEIP(this, 'Address', {
        domain: 'vpc',
        instanceId: this.instance.ref,
      });
    }
  }
}

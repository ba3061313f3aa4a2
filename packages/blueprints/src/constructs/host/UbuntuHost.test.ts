import { Match, Template } from 'aws-cdk-lib/assertions';
import { SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Stage } from '../../schema';
import { exampleNetwork } from '../../testing/exampleNetwork';
import { exampleParts } from '../../testing/exampleParts';
import { SERVICE_SUBNETS } from '../network/ThreeTierNetwork';
import { LeastPrivilegeRole } from '../role/LeastPrivilegeRole';
import { UbuntuHost, type UbuntuHostProps } from './UbuntuHost';

function host(stage: Stage, options: Partial<UbuntuHostProps> = {}) {
  const parts = exampleParts(stage);
  const { stack, policy, key } = parts;
  const network = exampleNetwork(parts);
  new UbuntuHost(stack, 'Host', {
    policy,
    key,
    instanceClass: 't3.medium',
    volumeGiB: 30,
    imageRelease: '20240301',
    subnetId: network.subnetIds(SERVICE_SUBNETS)[0],
    securityGroup: new SecurityGroup(stack, 'HostGroup', { vpc: network.vpc }),
    role: new LeastPrivilegeRole(stack, 'HostRole', {
      assumedBy: new ServicePrincipal('ec2.amazonaws.com'),
      description: 'Host of example',
      grants: [
        { sid: 'Key', actions: ['kms:Decrypt'], resources: [key.keyArn] },
      ],
    }),
    elasticIp: false,
    ...options,
  });
  return Template.fromStack(stack);
}

const disk = (properties: Record<string, unknown>) => ({
  BlockDeviceMappings: [
    { DeviceName: '/dev/sda1', Ebs: Match.objectLike(properties) },
  ],
});

describe('UbuntuHost', () => {
  const production = host('production');
  const preview = host('preview', {
    elasticIp: true,
    imageRelease: 'current',
  });

  it('has an encrypted gp3 disk of the given size', () => {
    production.hasResourceProperties(
      'AWS::EC2::Instance',
      disk({
        VolumeType: 'gp3',
        VolumeSize: 30,
        Encrypted: true,
        KmsKeyId: Match.anyValue(),
      }),
    );
  });

  it('answers metadata by IMDSv2 alone, also to containers', () => {
    production.hasResourceProperties('AWS::EC2::LaunchTemplate', {
      LaunchTemplateData: {
        MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 2 },
      },
    });
    const [template] = Object.keys(
      production.findResources('AWS::EC2::LaunchTemplate'),
    );
    production.hasResourceProperties('AWS::EC2::Instance', {
      LaunchTemplate: Match.objectLike({ LaunchTemplateId: { Ref: template } }),
    });
  });

  it('starts with Docker, Node.js, updates and the agent of Session Manager, and no key pair', () => {
    production.hasResourceProperties('AWS::EC2::Instance', {
      KeyName: Match.absent(),
      UserData: {
        'Fn::Base64': Match.stringLikeRegexp(
          'docker\\.io unattended-upgrades[\\s\\S]*snap install node --classic --channel=22[\\s\\S]*amazon-ssm-agent',
        ),
      },
    });
  });

  it('runs the image of the date that is asked for, or Canonical’s newest', () => {
    const images = (template: Template) =>
      Object.values(template.findParameters('*'))
        .filter(
          ({ Type }) =>
            Type === 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>',
        )
        .map(({ Default }) => Default);
    const path = '/aws/service/canonical/ubuntu/server/22.04/stable';
    expect(images(production)).toEqual([
      `${path}/20240301/amd64/hvm/ebs-gp2/ami-id`,
    ]);
    expect(images(preview)).toEqual([
      `${path}/current/amd64/hvm/ebs-gp2/ami-id`,
    ]);
  });

  it('is protected and outlives its stack in production', () => {
    production.hasResource('AWS::EC2::Instance', {
      DeletionPolicy: 'RetainExceptOnCreate',
      Properties: {
        DisableApiTermination: true,
        ...disk({ DeleteOnTermination: false }),
      },
    });
  });

  it('goes with the stack of a preview, disk and all', () => {
    preview.hasResource('AWS::EC2::Instance', {
      DeletionPolicy: 'Delete',
      Properties: {
        DisableApiTermination: false,
        ...disk({ DeleteOnTermination: true }),
      },
    });
  });

  it('has a fixed address where asked', () => {
    const [instance] = Object.keys(preview.findResources('AWS::EC2::Instance'));
    preview.hasResourceProperties('AWS::EC2::EIP', {
      InstanceId: { Ref: instance },
    });
    // The other one is of the NAT gateway.
    production.resourceCountIs('AWS::EC2::EIP', 1);
    preview.resourceCountIs('AWS::EC2::EIP', 2);
  });
});

import { Match, Template } from 'aws-cdk-lib/assertions';
import { SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { Stage } from '../../schema';
import { exampleNetwork } from '../../testing/exampleNetwork';
import { exampleParts } from '../../testing/exampleParts';
import { DATA_SUBNETS } from '../network/ThreeTierNetwork';
import { HostCache } from './HostCache';

function cache(stage: Stage) {
  const parts = exampleParts(stage);
  const { stack, policy, key, alerts, runbooksUrl } = parts;
  const network = exampleNetwork(parts);
  const client = new SecurityGroup(stack, 'Client', { vpc: network.vpc });
  new HostCache(stack, 'Cache', {
    policy,
    key,
    client,
    vpc: network.vpc,
    alerts,
    runbooksUrl,
    description: 'Redis of example',
  });
  return {
    template: Template.fromStack(stack),
    keyArn: stack.resolve(key.keyArn),
    subnetIds: stack.resolve(network.subnetIds(DATA_SUBNETS)),
    clientId: stack.resolve(client.securityGroupId),
  };
}

describe('HostCache', () => {
  const { template, keyArn, subnetIds, clientId } = cache('production');

  it('has a standby in another zone that takes over by itself, and a week of snapshots', () => {
    template.hasResourceProperties('AWS::ElastiCache::ReplicationGroup', {
      NumCacheClusters: 2,
      AutomaticFailoverEnabled: true,
      MultiAZEnabled: true,
      SnapshotRetentionLimit: 7,
    });
    template.hasResourceProperties('AWS::ElastiCache::SubnetGroup', {
      SubnetIds: subnetIds,
    });
  });

  it('is encrypted with the key on disk, and speaks TLS with a token that is in no template', () => {
    const [secret] = Object.keys(
      template.findResources('AWS::SecretsManager::Secret', {
        Properties: {
          KmsKeyId: keyArn,
          SecretString: Match.absent(),
          GenerateSecretString: {
            PasswordLength: 64,
            ExcludePunctuation: true,
          },
        },
      }),
    );
    template.hasResourceProperties('AWS::ElastiCache::ReplicationGroup', {
      AtRestEncryptionEnabled: true,
      KmsKeyId: keyArn,
      TransitEncryptionEnabled: true,
      AuthToken: {
        'Fn::Join': ['', ['{{resolve:secretsmanager:', { Ref: secret }, '}}']],
      },
    });
  });

  it('lets its client in, and nobody else', () => {
    template.hasResourceProperties('AWS::EC2::SecurityGroup', {
      GroupDescription: 'Redis of example',
      SecurityGroupIngress: [
        Match.objectLike({
          SourceSecurityGroupId: clientId,
          FromPort: 6379,
          ToPort: 6379,
        }),
      ],
    });
  });

  it.each(['001', '002'])('tells when node %s is full, or gone', node => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'DatabaseMemoryUsagePercentage',
      Dimensions: [
        {
          Name: 'CacheClusterId',
          Value: {
            'Fn::Join': [
              '',
              [{ Ref: Match.stringLikeRegexp('^CacheGroup') }, `-${node}`],
            ],
          },
        },
      ],
      TreatMissingData: 'breaching',
    });
  });

  it.each([
    ['production', 'RetainExceptOnCreate', 'Retain', 'RetainExceptOnCreate'],
    ['dev', 'Snapshot', 'Snapshot', 'RetainExceptOnCreate'],
    ['preview', 'Delete', 'Delete', 'Delete'],
  ] as const)(
    'is treated at removal as %s asks: data %s, replaced data %s, token %s',
    (stage, data, replaced, token) => {
      const made = stage === 'production' ? template : cache(stage).template;
      made.hasResource('AWS::ElastiCache::ReplicationGroup', {
        DeletionPolicy: data,
        UpdateReplacePolicy: replaced,
      });
      made.hasResource('AWS::SecretsManager::Secret', {
        DeletionPolicy: token,
      });
    },
  );
});

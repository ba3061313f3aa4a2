import { Match, Template } from 'aws-cdk-lib/assertions';
import type { Stage } from '../../schema';
import { exampleParts } from '../../testing/exampleParts';
import { exampleVpc } from '../../testing/exampleVpc';
import { RedisCache } from './RedisCache';

const GROUP = 'AWS::ElastiCache::ReplicationGroup';

function redis(stage: Stage, nodes: number, identifier = 'claims') {
  const parts = exampleParts(stage);
  const { stack } = parts;
  const { vpc, client } = exampleVpc(stack);
  const cache = new RedisCache(stack, 'Cache', {
    ...parts,
    vpc,
    identifier,
    nodeType: 'cache.t4g.small',
    nodes,
  });
  cache.allowFrom(client, 'Redis from the client');
  return { ...parts, vpc, client, cache, template: Template.fromStack(stack) };
}

describe('RedisCache at production, with three nodes', () => {
  const { stack, key, vpc, client, cache, alerts, template, runbooksUrl } =
    redis('production', 3);

  it('runs Redis 7 in cluster mode with one shard, spread over zones, and fails over by itself', () => {
    template.hasResourceProperties(GROUP, {
      ReplicationGroupId: 'claims',
      Engine: 'redis',
      EngineVersion: '7.1',
      CacheNodeType: 'cache.t4g.small',
      CacheParameterGroupName: 'default.redis7.cluster.on',
      ClusterMode: 'enabled',
      NumNodeGroups: 1,
      ReplicasPerNodeGroup: 2,
      AutomaticFailoverEnabled: true,
      MultiAZEnabled: true,
    });
  });

  it('encrypts at rest with the key, and accepts TLS alone', () => {
    template.hasResourceProperties(GROUP, {
      AtRestEncryptionEnabled: true,
      KmsKeyId: stack.resolve(key.keyArn),
      TransitEncryptionEnabled: true,
      TransitEncryptionMode: 'required',
    });
  });

  it('lets services sign in with IAM tokens, without administration, and nobody without a name or by a password', () => {
    const user = 'AWS::ElastiCache::User';
    template.hasResourceProperties(user, {
      UserId: 'claims-service',
      UserName: 'claims-service',
      AccessString: 'on ~* &* +@all -@admin -@dangerous',
      AuthenticationMode: { Type: 'iam' },
    });
    const [closed] = Object.keys(
      template.findResources(user, {
        Properties: { UserName: 'default', AccessString: 'off -@all' },
      }),
    );
    template.resourceCountIs(user, 2);
    template.hasResourceProperties('AWS::ElastiCache::UserGroup', {
      UserIds: [stack.resolve(cache.user.ref), { Ref: closed }],
    });
    template.hasResourceProperties(GROUP, {
      UserGroupIds: [stack.resolve(cache.users.ref)],
      AuthToken: Match.absent(),
    });
  });

  it('stands in the isolated subnets, reached by its clients alone, and calls nobody', () => {
    template.hasResourceProperties('AWS::ElastiCache::SubnetGroup', {
      SubnetIds: stack.resolve(
        vpc.isolatedSubnets.map(({ subnetId }) => subnetId),
      ),
    });
    template.hasResourceProperties(GROUP, {
      SecurityGroupIds: [stack.resolve(cache.securityGroup.securityGroupId)],
    });
    template.hasResourceProperties('AWS::EC2::SecurityGroup', {
      GroupDescription: Match.stringLikeRegexp('^Redis of claims'),
      SecurityGroupIngress: [
        {
          IpProtocol: 'tcp',
          FromPort: 6379,
          ToPort: 6379,
          SourceSecurityGroupId: stack.resolve(client.securityGroupId),
        },
      ],
      // What CDK writes for "nowhere".
      SecurityGroupEgress: [{ CidrIp: '255.255.255.255/32' }],
    });
  });

  it('takes a snapshot each day, keeps it as long as databases keep theirs, and stays when it leaves the template', () => {
    template.hasResource(GROUP, {
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        SnapshotRetentionLimit: 35,
        SnapshotWindow: '03:00-04:00',
      },
    });
  });

  it('writes slow commands to an encrypted log group with the retention of the stage', () => {
    template.hasResourceProperties('AWS::Logs::LogGroup', {
      LogGroupName: '/plinth/claims/redis-slow',
      KmsKeyId: stack.resolve(key.keyArn),
      RetentionInDays: 365,
    });
    template.hasResourceProperties(GROUP, {
      LogDeliveryConfigurations: [
        {
          LogType: 'slow-log',
          LogFormat: 'json',
          DestinationType: 'cloudwatch-logs',
          DestinationDetails: {
            CloudWatchLogsDetails: {
              LogGroup: { Ref: Match.stringLikeRegexp('^CacheSlowLog') },
            },
          },
        },
      ],
    });
  });

  it.each([
    ['EngineCPUUtilization', 1],
    ['EngineCPUUtilization', 2],
    ['EngineCPUUtilization', 3],
    ['DatabaseMemoryUsagePercentage', 1],
    ['DatabaseMemoryUsagePercentage', 2],
    ['DatabaseMemoryUsagePercentage', 3],
  ])('warns when %s of node %i passes 80 %%', (metric, node) => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: metric,
      Namespace: 'AWS/ElastiCache',
      Dimensions: [{ Name: 'CacheClusterId', Value: `claims-0001-00${node}` }],
      Threshold: 80,
      AlarmActions: [stack.resolve(alerts.topics.warning.topicArn)],
      AlarmDescription: Match.stringLikeRegexp(
        `${runbooksUrl}/cache-pressure.md$`,
      ),
    });
  });

  it('states that a minute of writes can be lost with a zone, and a day when it is deleted', () => {
    expect(
      cache.recovery.map(({ event, rpoMinutes }) => [event, rpoMinutes]),
    ).toEqual([
      ['zone', 1],
      ['deletion', 24 * 60],
    ]);
  });
});

describe('RedisCache at dev, with one node', () => {
  const { cache, template } = redis('dev', 1);

  it('has nothing to fail over to, and says so', () => {
    template.hasResourceProperties(GROUP, {
      ReplicasPerNodeGroup: 0,
      MultiAZEnabled: false,
    });
    expect(cache.recovery[0]).toMatchObject({
      event: 'zone',
      rpoMinutes: 24 * 60,
      basis: expect.stringMatching(
        /^one node; daily snapshots kept for 7 days/,
      ),
    });
    template.resourceCountIs('AWS::CloudWatch::Alarm', 4);
  });

  it('leaves a snapshot when it leaves the template', () => {
    template.hasResource(GROUP, {
      DeletionPolicy: 'Snapshot',
      UpdateReplacePolicy: 'Snapshot',
      Properties: { SnapshotRetentionLimit: 7 },
    });
  });
});

describe('RedisCache', () => {
  it('leaves nothing behind in a preview, and shortens names that ElastiCache would refuse', () => {
    const { template } = redis(
      'preview',
      1,
      'claims-of-the-northern-subsidiary-preview-12',
    );
    template.hasResource(GROUP, {
      DeletionPolicy: 'Delete',
      Properties: {
        ReplicationGroupId: Match.stringLikeRegexp('^claims-.{33}$'),
      },
    });
    const ids = Object.values(
      template.findResources('AWS::ElastiCache::User'),
    ).map(({ Properties }) => Properties.UserId);
    expect(new Set(ids).size).toBe(2);
    for (const id of ids) {
      expect(id.length).toBeLessThanOrEqual(40);
    }
  });

  it.each([0, 7, 1.5])('refuses %d nodes', nodes => {
    expect(() => redis('dev', nodes)).toThrow(
      `nodes: ${nodes} is not a whole number from 1 to 6`,
    );
  });
});

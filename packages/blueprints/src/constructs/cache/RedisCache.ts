import { type IVpc, Peer, Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import {
  CfnReplicationGroup,
  CfnSubnetGroup,
  CfnUser,
  CfnUserGroup,
} from 'aws-cdk-lib/aws-elasticache';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { acknowledge } from '../../base/acknowledge';
import type { DataStore } from '../../base/BlueprintStack';
import { shorten } from '../../base/naming';
import { snapshotRemoval } from '../../base/removal';
import type { StagePolicy } from '../../schema';
import type { Alerts } from '../alerts/Alerts';
import { WorkloadLogs } from '../logs/WorkloadLogs';
import { DATA_SUBNETS } from '../network/ThreeTierNetwork';
import { watchRedis } from './redisAlarms';

const PORT = 6379;
/** ElastiCache accepts 40 characters for groups and users. */
const MAX_NAME = 40;
/** ElastiCache accepts five replicas of a primary. */
const MAX_NODES = 6;

/** Settings of a `RedisCache`. */
export interface RedisCacheProps {
  readonly policy: StagePolicy;
  readonly vpc: IVpc;
  readonly key: IKey;
  readonly alerts: Alerts;
  readonly runbooksUrl: string;
  /** Names the group, its user and its logs. */
  readonly identifier: string;
  /** Such as `cache.r5.large`. */
  readonly nodeType: string;
  /** One primary and its replicas, 1 to 6. */
  readonly nodes: number;
}

/**
 * Redis 7 in cluster mode: encrypted at rest and on the way, signed in to with IAM tokens, spread over zones from two nodes on.
 *
 * Cluster mode with one shard: the key space can later be split by a reviewed change without a new endpoint.
 */
export class RedisCache extends Construct {
  readonly group: CfnReplicationGroup;
  readonly securityGroup: SecurityGroup;
  /** The user that services sign in as. */
  readonly user: CfnUser;
  /** Who may sign in: add a user of your own to its `userIds`. */
  readonly users: CfnUserGroup;
  readonly port = PORT;
  /** How the cache survives, derived from its settings. */
  readonly recovery: DataStore[];

  constructor(scope: Construct, id: string, props: RedisCacheProps) {
    super(scope, id);
    const { policy, nodes } = props;
    if (!Number.isInteger(nodes) || nodes < 1 || nodes > MAX_NODES) {
      throw new RangeError(
        `nodes: ${nodes} is not a whole number from 1 to ${MAX_NODES}, one primary and its replicas`,
      );
    }
    const name = shorten(props.identifier, MAX_NAME);
    this.securityGroup = new SecurityGroup(this, 'SecurityGroup', {
      vpc: props.vpc,
      description: `Redis of ${props.identifier}: reached by its clients only`,
      allowAllOutbound: false,
    });
    const subnets = new CfnSubnetGroup(this, 'Subnets', {
      description: `Isolated subnets of ${props.identifier}`,
      subnetIds: props.vpc.selectSubnets({ subnetGroupName: DATA_SUBNETS })
        .subnetIds,
    });
    const slow = new WorkloadLogs(this, 'SlowLog', {
      policy,
      key: props.key,
      logGroupName: `/plinth/${props.identifier}/redis-slow`,
    });
    this.user = this.#user('Service', shorten(`${name}-service`, MAX_NAME));
    this.users = new CfnUserGroup(this, 'Users', {
      engine: 'redis',
      userGroupId: name,
      userIds: [this.user.ref, this.#closedDefault(name).ref],
    });
    this.group = new CfnReplicationGroup(this, 'Group', {
      replicationGroupId: name,
      replicationGroupDescription: `Redis of ${props.identifier}`,
      engine: 'redis',
      engineVersion: '7.1',
      cacheNodeType: props.nodeType,
      cacheParameterGroupName: 'default.redis7.cluster.on',
      cacheSubnetGroupName: subnets.ref,
      clusterMode: 'enabled',
      numNodeGroups: 1,
      replicasPerNodeGroup: nodes - 1,
      // Cluster mode demands it; with one node there is nothing to fail over to.
      automaticFailoverEnabled: true,
      multiAzEnabled: nodes > 1,
      port: PORT,
      securityGroupIds: [this.securityGroup.securityGroupId],
      atRestEncryptionEnabled: true,
      kmsKeyId: props.key.keyArn,
      transitEncryptionEnabled: true,
      transitEncryptionMode: 'required',
      userGroupIds: [this.users.ref],
      snapshotRetentionLimit: policy.backupDays,
      snapshotWindow: '03:00-04:00',
      preferredMaintenanceWindow: 'sun:05:00-sun:06:00',
      autoMinorVersionUpgrade: true,
      logDeliveryConfigurations: [
        {
          logType: 'slow-log',
          logFormat: 'json',
          destinationType: 'cloudwatch-logs',
          destinationDetails: {
            cloudWatchLogsDetails: { logGroup: slow.logGroup.logGroupName },
          },
        },
      ],
    });
    this.group.applyRemovalPolicy(snapshotRemoval(policy), {
      applyToUpdateReplacePolicy: true,
    });
    watchRedis(this, {
      alerts: props.alerts,
      runbooksUrl: props.runbooksUrl,
      group: `${name}-0001`,
      nodes,
    });
    this.recovery = recoveryOf(props);
    this.#acknowledge(nodes);
  }

  /** Lets a client's security group in. */
  allowFrom(client: SecurityGroup, description: string): void {
    this.securityGroup.addIngressRule(
      Peer.securityGroupId(client.securityGroupId),
      Port.tcp(PORT),
      description,
    );
  }

  #user(id: string, name: string): CfnUser {
    return new CfnUser(this, id, {
      engine: 'redis',
      // For IAM tokens the name must equal the ID.
      userId: name,
      userName: name,
      accessString: 'on ~* &* +@all -@admin -@dangerous',
      authenticationMode: { Type: 'iam' },
    });
  }

  /** A group must have a user named `default`, which clients without a name become: here it can do nothing. */
  #closedDefault(name: string): CfnUser {
    return new CfnUser(this, 'Default', {
      engine: 'redis',
      userId: shorten(`${name}-default`, MAX_NAME),
      userName: 'default',
      accessString: 'off -@all',
      authenticationMode: { Type: 'no-password-required' },
    });
  }

  #acknowledge(nodes: number): void {
    acknowledge(
      this.group,
      'AwsSolutions-AEC5',
      'The port is the one that every client expects; isolated subnets, TLS and a security group that admits named clients protect it.',
    );
    acknowledge(
      this.group,
      'AwsSolutions-AEC6',
      'Clients sign in with IAM tokens of 15 minutes as users of a user group, which AUTH with its one lasting password cannot be combined with.',
    );
    if (nodes < 2) {
      acknowledge(
        this.group,
        'AwsSolutions-AEC4',
        'A stage without production data may choose one node; the parameter schema refuses that in production.',
      );
    }
  }
}

function recoveryOf({ nodes, policy }: RedisCacheProps): DataStore[] {
  const restore: DataStore = {
    name: 'cache',
    event: 'deletion',
    rpoMinutes: 24 * 60,
    rtoMinutes: 60,
    basis: `daily snapshots kept for ${policy.backupDays} days`,
  };
  return [
    nodes > 1
      ? {
          name: 'cache',
          event: 'zone',
          rpoMinutes: 1,
          rtoMinutes: 2,
          basis: `${nodes - 1} asynchronous replicas in other zones, automatic failover`,
        }
      : { ...restore, event: 'zone', basis: `one node; ${restore.basis}` },
    restore,
  ];
}

import { type IVpc, Peer, Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import {
  CfnReplicationGroup,
  CfnSubnetGroup,
} from 'aws-cdk-lib/aws-elasticache';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { acknowledge } from '../../base/acknowledge';
import { keepRemoval, snapshotRemoval } from '../../base/removal';
import type { StagePolicy } from '../../schema';
import type { Alerts } from '../alerts/Alerts';
import { watchRedis } from '../cache/redisAlarms';
import { DATA_SUBNETS } from '../network/ThreeTierNetwork';

const PORT = 6379;

/** Settings of a `HostCache`. */
export interface HostCacheProps {
  readonly policy: StagePolicy;
  readonly vpc: IVpc;
  readonly key: IKey;
  readonly client: SecurityGroup;
  readonly alerts: Alerts;
  readonly runbooksUrl: string;
  readonly description: string;
}

/**
 * Redis with a standby in a second zone: encrypted, TLS only, its token in Secrets Manager.
 *
 * For an application that knows a host name and a password. `RedisCache` is for tasks, which sign in with IAM and know clusters.
 */
export class HostCache extends Construct {
  readonly group: CfnReplicationGroup;
  readonly secretArn: string;

  constructor(scope: Construct, id: string, props: HostCacheProps) {
    super(scope, id);
    const security = new SecurityGroup(this, 'SecurityGroup', {
      vpc: props.vpc,
      description: props.description,
      allowAllOutbound: false,
    });
    security.addIngressRule(
      Peer.securityGroupId(props.client.securityGroupId),
      Port.tcp(PORT),
      'Redis from the host',
    );
    const secret = new CfnSecret(this, 'Token', {
      kmsKeyId: props.key.keyArn,
      description: props.description,
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
    });
    secret.applyRemovalPolicy(keepRemoval(props.policy));
    acknowledge(
      secret,
      'AwsSolutions-SMG4',
      'ElastiCache has no managed rotation of its token and blueprints run no function; the token is replaced by a reviewed change.',
    );
    this.secretArn = secret.ref;
    const subnets = new CfnSubnetGroup(this, 'Subnets', {
      description: props.description,
      subnetIds: props.vpc.selectSubnets({ subnetGroupName: DATA_SUBNETS })
        .subnetIds,
    });
    this.group = new CfnReplicationGroup(this, 'Group', {
      replicationGroupDescription: props.description,
      engine: 'redis',
      engineVersion: '7.1',
      cacheNodeType: 'cache.t4g.small',
      numCacheClusters: 2,
      automaticFailoverEnabled: true,
      multiAzEnabled: true,
      atRestEncryptionEnabled: true,
      kmsKeyId: props.key.keyArn,
      transitEncryptionEnabled: true,
      authToken: `{{resolve:secretsmanager:${secret.ref}}}`,
      cacheSubnetGroupName: subnets.ref,
      securityGroupIds: [security.securityGroupId],
      snapshotRetentionLimit: 7,
      port: PORT,
    });
    this.group.applyRemovalPolicy(snapshotRemoval(props.policy));
    watchRedis(this, {
      alerts: props.alerts,
      runbooksUrl: props.runbooksUrl,
      group: this.group.ref,
      nodes: 2,
    });
    acknowledge(
      this.group,
      'AwsSolutions-AEC5',
      'The port is the one that every client expects; isolated subnets, TLS, a token and a security group protect it.',
    );
  }
}

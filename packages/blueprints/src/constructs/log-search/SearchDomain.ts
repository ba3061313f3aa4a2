import { type IVpc, Peer, Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnDomain } from 'aws-cdk-lib/aws-opensearchservice';
import { RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { acknowledge } from '../../base/acknowledge';
import { shorten } from '../../base/naming';
import { LogDelivery } from '../edge/LogDelivery';
import { DATA_SUBNETS } from '../network/ThreeTierNetwork';

/** The longest name that OpenSearch Service accepts. */
const MAX_DOMAIN_NAME = 28;

/** Settings of a `SearchDomain`. */
export interface SearchDomainProps {
  readonly vpc: IVpc;
  readonly key: IKey;
  /** Shortened to 28 characters where it is longer. */
  readonly name: string;
  readonly instanceClass: string;
  /** One node, or one in each of the network's zones. */
  readonly nodes: number;
  /** Of each node. */
  readonly storageGiB: number;
  /** Where the domain writes its own logs. */
  readonly logGroup: LogGroup;
  /** The role that administers the domain; nobody signs in with a password. */
  readonly administratorArn: string;
}

/**
 * An OpenSearch domain in the isolated subnets: encrypted on disk and between nodes, TLS 1.2 or newer, signed requests only.
 *
 * It holds an index of logs and no original: it goes with its stack at every stage, because a domain that is left behind keeps
 * its price and holds on to the subnets. The logs themselves stay in their log group and in the archive.
 */
export class SearchDomain extends Construct {
  readonly name: string;
  readonly arn: string;
  readonly domain: CfnDomain;
  readonly securityGroup: SecurityGroup;

  constructor(scope: Construct, id: string, props: SearchDomainProps) {
    super(scope, id);
    const stack = Stack.of(this);
    const subnets = props.vpc
      .selectSubnets({ subnetGroupName: DATA_SUBNETS })
      .subnetIds.slice(0, props.nodes);
    if (subnets.length < props.nodes) {
      throw new RangeError(
        `nodes: ${props.nodes} are asked for, one in each zone, and the network has ${subnets.length}`,
      );
    }
    this.name = shorten(props.name, MAX_DOMAIN_NAME);
    this.arn = searchDomainArn(stack, props.name);
    this.securityGroup = new SecurityGroup(this, 'SecurityGroup', {
      vpc: props.vpc,
      description: `Log search of ${props.name}`,
      allowAllOutbound: false,
    });
    const delivery = new LogDelivery(this, 'LogDelivery', {
      name: `${props.name}-log-search`,
      logGroupNames: [props.logGroup.logGroupName],
      service: 'es.amazonaws.com',
    });
    const spread = props.nodes > 1;
    const publish = {
      cloudWatchLogsLogGroupArn: props.logGroup.logGroupArn,
      enabled: true,
    };
    this.domain = new CfnDomain(this, 'Domain', {
      domainName: this.name,
      engineVersion: 'OpenSearch_2.19',
      clusterConfig: {
        instanceType: props.instanceClass,
        instanceCount: props.nodes,
        dedicatedMasterEnabled: false,
        zoneAwarenessEnabled: spread,
        zoneAwarenessConfig: spread
          ? { availabilityZoneCount: props.nodes }
          : undefined,
      },
      ebsOptions: {
        ebsEnabled: true,
        volumeType: 'gp3',
        volumeSize: props.storageGiB,
      },
      vpcOptions: {
        subnetIds: subnets,
        securityGroupIds: [this.securityGroup.securityGroupId],
      },
      encryptionAtRestOptions: { enabled: true, kmsKeyId: props.key.keyId },
      nodeToNodeEncryptionOptions: { enabled: true },
      domainEndpointOptions: {
        enforceHttps: true,
        tlsSecurityPolicy: 'Policy-Min-TLS-1-2-PFS-2023-10',
      },
      advancedSecurityOptions: {
        enabled: true,
        internalUserDatabaseEnabled: false,
        masterUserOptions: { masterUserArn: props.administratorArn },
      },
      accessPolicies: {
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'Administrator',
            Effect: 'Allow',
            Principal: { AWS: props.administratorArn },
            Action: 'es:ESHttp*',
            Resource: `${this.arn}/*`,
          },
        ],
      },
      logPublishingOptions: {
        ES_APPLICATION_LOGS: publish,
        SEARCH_SLOW_LOGS: publish,
        INDEX_SLOW_LOGS: publish,
      },
      offPeakWindowOptions: { enabled: true },
      softwareUpdateOptions: { autoSoftwareUpdateEnabled: true },
    });
    this.domain.applyRemovalPolicy(RemovalPolicy.DESTROY);
    // Else a newer engine would be a new domain, under a name that is taken.
    this.domain.cfnOptions.updatePolicy = { enableVersionUpgrade: true };
    this.domain.node.addDependency(delivery);
    acknowledge(
      this.domain,
      'AwsSolutions-OS3',
      'A domain in a VPC accepts no policy by address; its security group names the clients instead.',
    );
    acknowledge(
      this.domain,
      'AwsSolutions-OS4',
      'Three nodes at most elect their own leader, and hold an index that is made again from the archive; dedicated leaders would double the price.',
    );
    if (!spread) {
      acknowledge(
        this.domain,
        'AwsSolutions-OS7',
        'This stage searches with one node; the logs themselves are kept in all zones by CloudWatch.',
      );
    }
  }

  /** Lets a group reach the domain over TLS. */
  allowFrom(client: SecurityGroup, description: string): void {
    this.securityGroup.addIngressRule(
      Peer.securityGroupId(client.securityGroupId),
      Port.tcp(443),
      description,
    );
  }
}

/** The domain's ARN, from its name: the role that it trusts must be told before it exists. */
export function searchDomainArn(stack: Stack, name: string): string {
  return `arn:${stack.partition}:es:${stack.region}:${stack.account}:domain/${shorten(name, MAX_DOMAIN_NAME)}`;
}

import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnRecordSet } from 'aws-cdk-lib/aws-route53';
import { ArnFormat, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { bucketName } from '../../base/naming';
import { Alerts } from '../../constructs/alerts/Alerts';
import { RedisCache } from '../../constructs/cache/RedisCache';
import { ServiceCluster } from '../../constructs/cluster/ServiceCluster';
import { Configuration } from '../../constructs/configuration/Configuration';
import { LoadBalancer } from '../../constructs/ingress/LoadBalancer';
import { EncryptionKey } from '../../constructs/key/EncryptionKey';
import { PrometheusMetrics } from '../../constructs/metrics/PrometheusMetrics';
import { ThreeTierNetwork } from '../../constructs/network/ThreeTierNetwork';
import { LeastPrivilegeRole } from '../../constructs/role/LeastPrivilegeRole';
import { BlueGreenService } from '../../constructs/service/BlueGreenService';
import {
  AccessLogBucket,
  type BucketReplica,
  EncryptedBucket,
} from '../../constructs/storage/EncryptedBucket';
import {
  type ContainerPlatformParameters,
  type Side,
  type SideRole,
  type StagePolicy,
  TASK_SIZES,
  type Unit,
} from '../../schema';
import { taskGrants } from './taskGrants';

/** Settings of a `PlatformRegion`. */
export interface PlatformRegionProps {
  readonly unit: Unit;
  readonly policy: StagePolicy;
  readonly parameters: ContainerPlatformParameters;
  readonly runbooksUrl: string;
  /** The stack's name, which names what is unique in a region. */
  readonly name: string;
  readonly cidr: string;
  readonly availabilityZones: number;
  readonly natGateways: 'single' | 'per-zone';
  readonly cacheNodes: number;
  readonly bucketName: string;
  /** Purpose of the bucket of access logs, which is part of its name. */
  readonly logBucketPurpose: string;
  /** Log groups besides the platform's own that the key encrypts. */
  readonly logGroups: readonly string[];
  /** @default - objects stay in the region */
  readonly replica?: Omit<BucketReplica, 'alerts' | 'runbooksUrl'>;
  /** Which of the two regions it is. */
  readonly side: Side;
  /** What it is for: one that is fenced runs no task. */
  readonly role: SideRole;
  /**
   * The host name that leads here: `origin.<domain>`, or, where there are two regions, one that it leads to.
   */
  readonly recordName: string;
  /** @default - a generated name */
  readonly taskRoleName?: string;
}

/** Whether a region runs nothing, and nobody reaches its databases. */
export function isFenced(role: SideRole): boolean {
  return role === 'fenced' || role === 'lost';
}

/**
 * The image as tasks of a region pull it: one in ECR from the registry of their own region, which has a replica, so that they
 * start where the region is lost that it was pushed to.
 */
function imageIn(region: string, image: string): string {
  return image.replace(
    /^(\d{12}\.dkr\.ecr\.)[a-z0-9-]+(\.amazonaws\.com)/,
    `$1${region}$2`,
  );
}

/** What the primary and the DR region have alike: network, cluster, service, load balancer, cache, bucket, metrics. */
export class PlatformRegion extends Construct {
  readonly key: EncryptionKey;
  readonly alerts: Alerts;
  readonly network: ThreeTierNetwork;
  readonly accessLogs: AccessLogBucket;
  readonly data: EncryptedBucket;
  readonly metrics: PrometheusMetrics;
  readonly cluster: ServiceCluster;
  readonly loadBalancer: LoadBalancer;
  readonly cache: RedisCache;
  readonly taskRole: LeastPrivilegeRole;
  readonly service: BlueGreenService;
  /** The record that leads the origin's name here. */
  readonly record: CfnRecordSet;

  constructor(scope: Construct, id: string, props: PlatformRegionProps) {
    super(scope, id);
    const { unit, policy, parameters, runbooksUrl, name } = props;
    const stack = Stack.of(this);
    this.key = new EncryptionKey(this, 'Key', {
      policy,
      alias: `plinth/${name}`,
      description: `Encrypts the data of ${name}`,
      logGroups: [`/plinth/${name}/*`, ...props.logGroups],
      notifications: true,
    });
    const { key } = this.key;
    this.alerts = new Alerts(this, 'Alerts', { key });
    const { alerts } = this;
    this.network = new ThreeTierNetwork(this, 'Network', {
      policy,
      key,
      cidr: props.cidr,
      availabilityZones: props.availabilityZones,
      natGateways: props.natGateways,
      flowLogGroupName: `/plinth/${name}/flow-logs`,
    });
    const { vpc } = this.network;
    this.accessLogs = new AccessLogBucket(this, 'AccessLogs', {
      policy,
      bucketName: bucketName(unit, props.logBucketPurpose, stack.region),
    });
    this.data = new EncryptedBucket(this, 'Data', {
      policy,
      key,
      bucketName: props.bucketName,
      accessLogs: this.accessLogs.bucket,
      replica: props.replica && { ...props.replica, alerts, runbooksUrl },
    });
    this.metrics = new PrometheusMetrics(this, 'Metrics', {
      policy,
      name,
      key,
    });
    this.cluster = new ServiceCluster(this, 'Cluster', { policy, vpc, name });
    this.loadBalancer = new LoadBalancer(this, 'LoadBalancer', {
      policy,
      vpc,
      alerts,
      runbooksUrl,
      accessLogs: this.accessLogs.bucket,
      audience: {
        kind: 'cloudfront',
        domainName: parameters.domainName,
        hostedZoneId: parameters.hostedZoneId,
        header: {
          policy,
          name,
          key,
          role: props.side === 'recovery' ? 'dr' : 'primary',
          generation: parameters.originKey,
        },
      },
    });
    this.cache = new RedisCache(this, 'Cache', {
      policy,
      vpc,
      key,
      alerts,
      runbooksUrl,
      identifier: name,
      nodeType: parameters.cacheClass,
      nodes: props.cacheNodes,
    });
    const path = `/plinth/${name}`;
    new Configuration(this, 'Configuration', {
      path,
      values: {
        'bucket/name': this.data.bucket.bucketName,
        'cache/endpoint': this.cache.group.attrConfigurationEndPointAddress,
        'cache/port': String(this.cache.port),
        'cache/user': this.cache.user.ref,
        'collector/configuration': this.metrics.collectorConfiguration(
          parameters.containerPort,
        ),
      },
    });
    this.taskRole = new LeastPrivilegeRole(this, 'TaskRole', {
      assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
      }),
      roleName: props.taskRoleName,
      description: `Tasks of ${name}`,
      grants: taskGrants(stack, { path, region: this }),
    });
    this.service = new BlueGreenService(this, 'Web', {
      policy,
      vpc,
      key,
      alerts,
      runbooksUrl,
      cluster: this.cluster,
      loadBalancer: this.loadBalancer,
      name: 'web',
      host: parameters.domainName,
      priority: 100,
      image: imageIn(stack.region, parameters.image),
      port: parameters.containerPort,
      healthCheckPath: parameters.healthCheckPath,
      ...TASK_SIZES[parameters.taskSize],
      logs: `${path}/web`,
      stopped: isFenced(props.role),
      taskRole: this.taskRole,
      configurationPath: path,
      collectorParameterArn: stack.formatArn({
        service: 'ssm',
        resource: 'parameter',
        resourceName: `plinth/${name}/collector/configuration`,
        arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
      }),
    });
    this.service.service.node.addDependency(
      this.node.findChild('Configuration'),
    );
    this.cache.allowFrom(this.service.securityGroup, 'Redis from tasks');
    this.record = this.#record(props);
  }

  #record({ parameters, recordName }: PlatformRegionProps): CfnRecordSet {
    const { balancer } = this.loadBalancer;
    return new CfnRecordSet(this, 'Origin', {
      hostedZoneId: parameters.hostedZoneId,
      name: recordName,
      type: 'A',
      aliasTarget: {
        dnsName: balancer.attrDnsName,
        hostedZoneId: balancer.attrCanonicalHostedZoneId,
        // People are led elsewhere by a reviewed change alone, after the data.
        evaluateTargetHealth: false,
      },
    });
  }
}

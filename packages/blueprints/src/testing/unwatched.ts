import type { Template } from '../synthesizeUnit';

/** What can become of a resource that people must hear of. */
type Trouble = 'gone' | 'full' | 'slow' | 'late';

/** Metrics that tell of a trouble: each has to have an alarm. */
interface Watched {
  /** The property that names the resource in its metrics, where `Ref` does not. */
  readonly name?: string;
  /** Asked for only where the resource has this property. */
  readonly only?: string;
  /** Whether an alarm of it has to rise when CloudWatch has no values, as of what is stopped or gone. */
  readonly missed?: boolean;
  readonly metrics: Partial<
    Record<Exclude<Trouble, 'gone'>, readonly string[]>
  >;
}

const STANDBY: Watched = {
  name: 'DBInstanceIdentifier',
  missed: true,
  metrics: { full: ['FreeStorageSpace'], late: ['ReplicaLag'] },
};

/**
 * What serves or keeps data, and what people are told of it.
 *
 * Not asked for: see `UNASKED`.
 */
const WATCHED: Readonly<Record<string, Watched>> = {
  'AWS::Backup::BackupPlan': {
    metrics: {
      late: ['NumberOfBackupJobsFailed', 'NumberOfBackupJobsExpired'],
    },
  },
  'AWS::CertificateManager::Certificate': {
    metrics: { late: ['DaysToExpiry'] },
  },
  'AWS::CloudFront::Distribution': { metrics: { slow: ['5xxErrorRate'] } },
  'AWS::DocDB::DBCluster': {
    name: 'DBClusterIdentifier',
    missed: true,
    metrics: {
      full: ['FreeableMemory', 'DatabaseConnections', 'VolumeBytesUsed'],
      slow: ['CPUUtilization', 'BufferCacheHitRatio'],
    },
  },
  // No agent runs on it: what it keeps is in its database and bucket, and what it serves is timed by its load balancer.
  'AWS::EC2::Instance': { missed: true, metrics: {} },
  'AWS::EC2::TransitGateway': { metrics: { late: ['PacketDropCountNoRoute'] } },
  'AWS::EC2::VPNConnection': { missed: true, metrics: {} },
  'AWS::ECS::Service': {
    missed: true,
    metrics: {
      full: ['CPUUtilization', 'MemoryUtilization', 'RunningTaskCount'],
    },
  },
  'AWS::ElastiCache::ReplicationGroup': {
    name: 'ReplicationGroupId',
    missed: true,
    metrics: {
      full: ['DatabaseMemoryUsagePercentage', 'CurrConnections'],
      slow: ['EngineCPUUtilization'],
      late: ['ReplicationLag'],
    },
  },
  'AWS::ElasticLoadBalancingV2::LoadBalancer': {
    metrics: { slow: ['TargetResponseTime'] },
  },
  'AWS::KinesisFirehose::DeliveryStream': {
    metrics: { late: ['DeliveryToS3.DataFreshness'] },
  },
  'AWS::OpenSearchService::Domain': {
    name: 'DomainName',
    missed: true,
    metrics: {
      full: ['FreeStorageSpace', 'JVMMemoryPressure'],
      slow: ['SearchLatency'],
      late: ['AutomatedSnapshotFailure'],
    },
  },
  'AWS::RDS::DBInstance': {
    name: 'DBInstanceIdentifier',
    missed: true,
    metrics: {
      full: ['FreeStorageSpace', 'FreeableMemory', 'DatabaseConnections'],
      slow: ['CPUUtilization', 'ReadLatency'],
    },
  },
  'AWS::SQS::Queue': {
    // Without it the queue is one of those that could not be read, and its alarm is on how many there are.
    only: 'RedrivePolicy',
    metrics: { late: ['ApproximateAgeOfOldestMessage'] },
  },
  'AWS::S3::Bucket': {
    name: 'BucketName',
    only: 'ReplicationConfiguration',
    metrics: { late: ['OperationsFailedReplication', 'ReplicationLatency'] },
  },
};

/** Types that keep data or serve and need no alarm of their own, and why. */
const UNASKED: Readonly<Record<string, string>> = {
  'AWS::APS::Workspace': 'AWS grows it; a dashboard without values tells it',
  'AWS::Backup::BackupVault': 'its plan is asked for',
  'AWS::CloudTrail::Trail': 'EventBridge and the guardrails keep it',
  'AWS::DocDB::DBInstance': 'a member of a cluster, which is asked for',
  'AWS::EC2::EIP': 'an address is there or not',
  'AWS::EC2::NatGateway': 'AWS keeps it up and scales it',
  'AWS::EC2::Subnet': 'it serves nothing by itself',
  'AWS::EC2::VPC': 'it serves nothing by itself',
  'AWS::ECR::Repository': 'AWS grows it, and the pipeline fails without it',
  'AWS::IAM::OIDCProvider': 'the pipeline fails without it',
  'AWS::KMS::Key': 'AWS alone can take it away, after weeks of waiting',
  'AWS::Logs::LogGroup': 'AWS grows it',
  'AWS::Organizations::Account': 'it serves nothing by itself',
  'AWS::Route53::HostedZone': 'AWS serves it at every edge',
  'AWS::SNS::Topic': 'it carries the alarms themselves',
  'AWS::SecretsManager::Secret': 'AWS keeps it',
};

interface Stack {
  readonly template: Template;
}

interface Alarm {
  readonly metric: unknown;
  readonly rises: boolean;
  /** Values of its dimensions, as JSON. */
  readonly values: readonly string[];
  readonly template: Template;
}

/** Whether a type is decided about here: asked for, or left out with a reason. */
export function isDecided(type: string): boolean {
  return type in WATCHED || type in UNASKED;
}

/**
 * Resources of a unit that no alarm tells of when they are gone, full, slow or late, as `id (type): trouble`. An alarm may be in another
 * stack of the unit, since S3 tells of delays in the region of the copies.
 */
export function unwatchedResources(stacks: readonly Stack[]): string[] {
  const alarms = stacks.flatMap(({ template }) => alarmsOf(template));
  return stacks.flatMap(({ template }) =>
    Object.entries(template.Resources ?? {}).flatMap(([id, resource]) => {
      const { Type, Properties = {} } = resource;
      const watched =
        Type === 'AWS::RDS::DBInstance' && Properties.SourceDBInstanceIdentifier
          ? STANDBY
          : WATCHED[Type];
      if (!watched || (watched.only && !Properties[watched.only])) {
        return [];
      }
      const own = alarms.filter(alarm =>
        isOf(alarm, template, [id, resource], watched),
      );
      return troublesOf(own, watched).map(
        trouble => `${id} (${Type}): ${trouble}`,
      );
    }),
  );
}

function troublesOf(alarms: readonly Alarm[], watched: Watched): string[] {
  const untold = Object.entries(watched.metrics).flatMap(([trouble, metrics]) =>
    metrics
      .filter(name => !alarms.some(({ metric }) => metric === name))
      .map(name => `${trouble}, by ${name}`),
  );
  return watched.missed && !alarms.some(({ rises }) => rises)
    ? ['gone', ...untold]
    : untold;
}

function alarmsOf(template: Template): Alarm[] {
  return Object.values(template.Resources ?? {})
    .filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm')
    .map(({ Properties = {} }) => ({
      metric: Properties.MetricName,
      rises: Properties.TreatMissingData === 'breaching',
      values: ((Properties.Dimensions ?? []) as { Value: unknown }[]).map(
        ({ Value }) => JSON.stringify(Value),
      ),
      template,
    }));
}

/** Whether an alarm is on the resource: by a reference in its own stack, or by its name. */
function isOf(
  alarm: Alarm,
  template: Template,
  [id, { Type, Properties = {} }]: [
    string,
    { Type: string; Properties?: Record<string, unknown> },
  ],
  watched: Watched,
): boolean {
  const name = watched.name && Properties[watched.name];
  const references = [
    JSON.stringify({ Ref: id }),
    `"Fn::GetAtt":["${id}","Name"]`,
    `"Fn::GetAtt":["${id}","LoadBalancerFullName"]`,
    `"Fn::GetAtt":["${id}","QueueName"]`,
    ...(Type === 'AWS::Backup::BackupPlan' ? vaultsOf(Properties) : []),
  ];
  return alarm.values.some(
    value =>
      (alarm.template === template &&
        references.some(reference => value.includes(reference))) ||
      // Nodes of a cache are named after their group.
      (typeof name === 'string' &&
        (value === JSON.stringify(name) || value.startsWith(`"${name}-`))),
  );
}

/** The vaults of a plan, by which AWS Backup counts its jobs. */
function vaultsOf(properties: Record<string, unknown>): string[] {
  const { BackupPlanRule: rules = [] } = (properties.BackupPlan ?? {}) as {
    BackupPlanRule?: { TargetBackupVault: unknown }[];
  };
  return rules.map(({ TargetBackupVault }) =>
    JSON.stringify(TargetBackupVault),
  );
}

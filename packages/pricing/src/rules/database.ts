import {
  Component,
  fixed,
  HOURS_PER_MONTH,
  hourly,
  Rule,
  Subject,
  used,
} from '../Subject';
import { asText, isRecord } from '../values';

/** Smallest storage that RDS allocates for PostgreSQL on general purpose SSD. */
const SMALLEST_STORAGE_GB = 20;

/** A replica that states no size is as large as its source; when that is in another template, the limit of its growth is known. */
function storageOfReplica(subject: Subject): number | undefined {
  if (subject.text('', 'SourceDBInstanceIdentifier') === '') {
    return undefined;
  }
  const limit = subject.number(0, 'MaxAllocatedStorage');
  if (limit === 0) {
    return undefined;
  }
  subject.hint(
    `The source of a replica is in another template; its storage is priced at its limit of ${limit} GB`,
  );
  return limit;
}

/** The secret of the master password, where RDS or DocumentDB makes and rotates it: no resource of the template, but a charge. */
function managedSecret(subject: Subject): Component[] {
  return subject.flag(false, 'ManageMasterUserPassword')
    ? [fixed('secrets-manager', 'secret', 1, 'Secret of the master password')]
    : [];
}

/** RDS instances: hours, storage and backups; Multi-AZ doubles hours and storage. Aurora's storage is the cluster's. */
export const dbInstance: Rule = subject => {
  const source = subject.related('SourceDBInstanceIdentifier');
  const cluster = subject.related('DBClusterIdentifier');
  // RDS takes `Postgres` for `postgres`.
  const engine = subject
    .text(
      cluster?.text('postgres', 'Engine') ??
        source?.text('postgres', 'Engine') ??
        'postgres',
      'Engine',
    )
    .toLowerCase();
  const instanceClass = subject.text('db.m5.large', 'DBInstanceClass');
  if (engine.startsWith('aurora')) {
    return auroraInstance(subject, { engine, instanceClass, cluster });
  }
  const copies = subject.flag(false, 'MultiAZ') ? 2 : 1;
  const zones = copies === 2 ? 'Multi-AZ' : 'Single-AZ';
  const storage = subject.text(
    source?.text('gp2', 'StorageType') ?? 'gp2',
    'StorageType',
  );
  const size =
    subject.value('AllocatedStorage') === undefined
      ? (source?.number(SMALLEST_STORAGE_GB, 'AllocatedStorage') ??
        storageOfReplica(subject) ??
        SMALLEST_STORAGE_GB)
      : subject.number(SMALLEST_STORAGE_GB, 'AllocatedStorage');
  const generation = instanceClass.split('.')[1];
  if (generation === 't3' || generation === 'm5' || generation === 'r5') {
    subject.hint(
      `Graviton classes (db.t4g, db.m6g, db.r6g) cost about 10 % less than ${instanceClass}`,
    );
  }
  return [
    ...hourly(
      'rds',
      `${engine}:${instanceClass}`,
      copies,
      `${instanceClass} ${engine} instance, ${zones}`,
    ),
    fixed(
      'rds',
      `storage:${storage}`,
      size * copies,
      `${size} GB ${storage} storage, ${zones}`,
    ),
    ...provisionedIops(subject, { storage, size, copies }),
    ...managedSecret(subject),
    ...used('rds', 'backup', subject.usage('backupGb'), 'Backup storage'),
  ];
};

/** RDS clusters: Aurora's storage and I/O. Their instances are resources of their own. */
export const dbCluster: Rule = subject => {
  const engine = subject.text('aurora-postgresql', 'Engine').toLowerCase();
  if (!engine.startsWith('aurora')) {
    // Multi-AZ DB clusters have list prices of their own, which the book lacks.
    const instanceClass = subject.text('', 'DBClusterInstanceClass');
    return [
      fixed(
        'rds',
        `cluster:${engine}:${instanceClass}`,
        3 * HOURS_PER_MONTH,
        `Multi-AZ cluster of ${instanceClass}`,
      ),
    ];
  }
  if (subject.text('aurora', 'StorageType') === 'aurora-iopt1') {
    subject.hint(
      'I/O-Optimized is priced as standard; expect a third more for its instances, twice as much for storage, and nothing for I/O',
    );
  }
  return [
    ...managedSecret(subject),
    // The first Aurora Serverless has no instances, and prices of its own, which the book lacks.
    ...(subject.text('provisioned', 'EngineMode') === 'serverless'
      ? hourly('rds', `${engine}:serverless`, 1, 'Aurora Serverless v1')
      : []),
    ...used(
      'rds',
      'aurora:storage',
      subject.usage('clusterStorageGb'),
      'Cluster storage',
    ),
    ...used(
      'rds',
      'aurora:io',
      subject.usage('clusterIoMillions'),
      'I/O requests',
    ),
    ...used('rds', 'backup', subject.usage('backupGb'), 'Backup storage'),
  ];
};

/** DocumentDB instances. */
export const docDbInstance: Rule = subject => {
  const instanceClass = subject.text('db.r5.large', 'DBInstanceClass');
  return hourly(
    'documentdb',
    instanceClass,
    1,
    `${instanceClass} DocumentDB instance`,
  );
};

/** DocumentDB clusters: storage, I/O and backups. */
export const docDbCluster: Rule = subject => [
  ...managedSecret(subject),
  ...used(
    'documentdb',
    'storage',
    subject.usage('clusterStorageGb'),
    'Cluster storage',
  ),
  ...used(
    'documentdb',
    'io',
    subject.usage('clusterIoMillions'),
    'I/O requests',
  ),
  ...used('documentdb', 'backup', subject.usage('backupGb'), 'Backup storage'),
];

/** ElastiCache replication groups: shards times primary and replicas. */
export const replicationGroup: Rule = subject => {
  const type = subject.text('cache.t3.micro', 'CacheNodeType');
  const groups = subject.list(1, 'NodeGroupConfiguration');
  const shards = subject.number(Math.max(1, groups.length), 'NumNodeGroups');
  const replicas = subject.number(0, 'ReplicasPerNodeGroup');
  // A shard may have a number of replicas of its own.
  const ofGroups = groups
    .map(group => (isRecord(group) ? asText(group.ReplicaCount) : ''))
    .map(count => (count === '' ? replicas : Number(count) || 0))
    .reduce((sum, count) => sum + 1 + count, 0);
  const nodes =
    shards > 1 || replicas > 0 || ofGroups > 1
      ? Math.max(shards * (1 + replicas), ofGroups)
      : subject.number(1, 'NumCacheClusters');
  return [
    ...cacheNodes(subject, type, nodes),
    ...used(
      'elasticache',
      'backup',
      subject.usage('backupGb'),
      'Backup storage',
    ),
  ];
};

/** ElastiCache clusters without replication. */
export const cacheCluster: Rule = subject =>
  cacheNodes(
    subject,
    subject.text('cache.t3.micro', 'CacheNodeType'),
    subject.number(1, 'NumCacheNodes'),
  );

/** DynamoDB tables: on demand by assumed requests, or provisioned capacity. */
export const table: Rule = subject => {
  const storage = [
    ...used('dynamodb', 'storage', subject.usage('tableGb'), 'Table storage'),
    ...(subject.flag(
      false,
      'PointInTimeRecoverySpecification',
      'PointInTimeRecoveryEnabled',
    )
      ? used(
          'dynamodb',
          'pitr',
          subject.usage('tableGb'),
          'Point-in-time recovery',
        )
      : []),
  ];
  if (subject.text('PROVISIONED', 'BillingMode') === 'PAY_PER_REQUEST') {
    const millions = subject.usage('tableMillions');
    return [
      ...used('dynamodb', 'on-demand:write', millions, 'Writes'),
      ...used('dynamodb', 'on-demand:read', millions, 'Reads'),
      ...storage,
    ];
  }
  // What scales by itself never has less than its scaling allows.
  const scaling = subject.referrers(
    'AWS::ApplicationAutoScaling::ScalableTarget',
  );
  const least = (name: string) =>
    Math.max(
      0,
      ...scaling
        .filter(
          each =>
            each.text('', 'ScalableDimension') === `dynamodb:table:${name}`,
        )
        .map(each => each.number(0, 'MinCapacity')),
    );
  const provisioned = (name: string) =>
    Math.max(subject.number(5, 'ProvisionedThroughput', name), least(name));
  const writes = provisioned('WriteCapacityUnits');
  const reads = provisioned('ReadCapacityUnits');
  // An index has a capacity of its own, as large as its table's or larger.
  const indexes = subject.list(0, 'GlobalSecondaryIndexes');
  const ofIndexes = (name: string) =>
    indexes
      .map(index => (isRecord(index) ? index.ProvisionedThroughput : undefined))
      .map(capacity => Number(asText(isRecord(capacity) && capacity[name])))
      .reduce((sum, units) => sum + (units > 0 ? units : 5), 0);
  return [
    ...hourly(
      'dynamodb',
      'provisioned:write',
      writes + ofIndexes('WriteCapacityUnits'),
      'Write capacity',
    ),
    ...hourly(
      'dynamodb',
      'provisioned:read',
      reads + ofIndexes('ReadCapacityUnits'),
      'Read capacity',
    ),
    ...storage,
  ];
};

/** OpenSearch domains: data and dedicated master nodes, and their volumes. */
export const openSearchDomain: Rule = subject => {
  const type = subject.text('m5.large.search', 'ClusterConfig', 'InstanceType');
  const nodes = subject.number(1, 'ClusterConfig', 'InstanceCount');
  const masters = subject.flag(false, 'ClusterConfig', 'DedicatedMasterEnabled')
    ? subject.number(3, 'ClusterConfig', 'DedicatedMasterCount')
    : 0;
  const masterType = subject.text(
    'm5.large.search',
    'ClusterConfig',
    'DedicatedMasterType',
  );
  const warm = subject.flag(false, 'ClusterConfig', 'WarmEnabled')
    ? subject.number(2, 'ClusterConfig', 'WarmCount')
    : 0;
  const warmType = subject.text('warm', 'ClusterConfig', 'WarmType');
  const others = subject
    .list(0, 'ClusterConfig', 'NodeOptions')
    .filter(isRecord)
    .map(({ NodeConfig: config }) => (isRecord(config) ? config : {}))
    .filter(({ Enabled: enabled }) => asText(enabled) === 'true');
  const volume = subject.text('gp2', 'EBSOptions', 'VolumeType');
  const size = subject.number(10, 'EBSOptions', 'VolumeSize');
  return [
    ...hourly('opensearch', type, nodes, `${nodes} × ${type} node`),
    ...hourly(
      'opensearch',
      masterType,
      masters,
      `${masters} × ${masterType} master`,
    ),
    ...hourly('opensearch', warmType, warm, `${warm} × ${warmType} warm node`),
    ...others.flatMap(({ Type: nodeType, Count: count }) =>
      hourly(
        'opensearch',
        asText(nodeType),
        Number(asText(count)) || 1,
        `${asText(nodeType)} coordinator`,
      ),
    ),
    ...(subject.flag(true, 'EBSOptions', 'EBSEnabled')
      ? [
          fixed(
            'opensearch',
            `storage:${volume}`,
            size * nodes,
            `${size} GB ${volume} on each node`,
          ),
        ]
      : []),
  ];
};

/** OpenSearch Ingestion, by its fewest compute units. */
export const ingestionPipeline: Rule = subject => {
  const units = subject.number(1, 'MinUnits');
  return hourly(
    'opensearch',
    'ingestion:ocu',
    units,
    `${units} compute units of ingestion`,
  );
};

function auroraInstance(
  subject: Subject,
  options: { engine: string; instanceClass: string; cluster?: Subject },
): Component[] {
  const { engine, instanceClass, cluster } = options;
  if (instanceClass !== 'db.serverless') {
    return hourly(
      'rds',
      `${engine}:${instanceClass}`,
      1,
      `${instanceClass} ${engine} instance`,
    );
  }
  const smallest =
    cluster?.number(0.5, 'ServerlessV2ScalingConfiguration', 'MinCapacity') ??
    0.5;
  const units = Math.max(smallest, subject.usage('auroraUnits'));
  return used(
    'rds',
    'aurora:acu',
    units * HOURS_PER_MONTH,
    `${units} Aurora capacity units`,
  );
}

/** gp3 carries 3,000 IOPS, 12,000 from 400 GB on, in its price. */
function provisionedIops(
  subject: Subject,
  options: { storage: string; size: number; copies: number },
): Component[] {
  const { storage, size, copies } = options;
  const included = { gp3: size >= 400 ? 12_000 : 3_000 }[storage] ?? 0;
  const extra = Math.max(0, subject.number(0, 'Iops') - included);
  return extra > 0 && ['gp3', 'io1', 'io2'].includes(storage)
    ? [
        fixed(
          'rds',
          `storage:${storage}-iops`,
          extra * copies,
          'Provisioned IOPS',
        ),
      ]
    : [];
}

function cacheNodes(
  subject: Subject,
  type: string,
  nodes: number,
): Component[] {
  const engine = subject.text('redis', 'Engine');
  if (engine === 'valkey') {
    subject.hint('priced as Redis; Valkey nodes cost 20 % less');
  }
  return hourly(
    'elasticache',
    type,
    nodes,
    `${nodes} × ${type} ${engine} node`,
  );
}

import type { ItemOf, SheetName } from '../book/sheets';
import type { ListedPrice } from './PriceList';

/** Where a price list has an item of the book. */
export interface ProductSelector {
  /** The file's `offerCode`. */
  readonly offer: string;
  /** Attributes by value, or by values of which one must be; `usagetype` without the prefix of its region, such as `EUC1-`. */
  readonly attributes: Readonly<Record<string, string | readonly string[]>>;
  /** The unit that the list has it in, or spellings of which it has one. */
  readonly unit: string | readonly string[];
  /**
   * How many of the list's units one unit of the book is.
   *
   * @default 1
   */
  readonly units?: number;
}

/** Which attributes tell instances of a service by their type, beside `instanceType`. */
const INSTANCES: Partial<
  Record<
    SheetName,
    {
      offer: string;
      attributes: Record<string, string>;
      /** What its usage type begins with, where another kind of storage has instances of the same type. */
      usage?: string;
    }
  >
> = {
  ec2: {
    offer: 'AmazonEC2',
    attributes: {
      operatingSystem: 'Linux',
      tenancy: 'Shared',
      preInstalledSw: 'NA',
      capacitystatus: 'Used',
      operation: 'RunInstances',
    },
  },
  elasticache: {
    offer: 'AmazonElastiCache',
    attributes: { cacheEngine: 'Redis' },
  },
  documentdb: { offer: 'AmazonDocDB', attributes: {}, usage: 'InstanceUsage' },
  opensearch: { offer: 'AmazonES', attributes: {} },
};

const ENGINES: Readonly<Record<string, string>> = {
  postgres: 'PostgreSQL',
  mysql: 'MySQL',
  mariadb: 'MariaDB',
};

/** The instances whose storage the book has; lists have it once for all engines, or once for each. */
const STORAGE = {
  databaseEngine: ['Any', 'PostgreSQL'],
  deploymentOption: 'Single-AZ',
} as const;
const HOURS = ['Hrs', 'hours', 'hour'];
const MILLION = 1_000_000;

/** Items that are told by their usage type, and what else is needed to tell it from others of that type. */
const BY_USAGE: {
  readonly [Name in SheetName]?: {
    readonly [Item in ItemOf<Name>]?: ProductSelector;
  };
} = {
  'ec2-other': {
    'ebs:gp3': usage('AmazonEC2', 'EBS:VolumeUsage.gp3', 'GB-Mo'),
    'ebs:gp2': usage('AmazonEC2', 'EBS:VolumeUsage.gp2', 'GB-Mo'),
    'ebs:io1': usage('AmazonEC2', 'EBS:VolumeUsage.piops', 'GB-Mo'),
    'ebs:io2': usage('AmazonEC2', 'EBS:VolumeUsage.io2', 'GB-Mo'),
    'ebs:st1': usage('AmazonEC2', 'EBS:VolumeUsage.st1', 'GB-Mo'),
    'ebs:sc1': usage('AmazonEC2', 'EBS:VolumeUsage.sc1', 'GB-Mo'),
    'ebs:standard': usage('AmazonEC2', 'EBS:VolumeUsage', 'GB-Mo'),
    'ebs:gp3-iops': usage('AmazonEC2', 'EBS:VolumeP-IOPS.gp3', 'IOPS-Mo'),
    'ebs:io1-iops': usage('AmazonEC2', 'EBS:VolumeP-IOPS.piops', 'IOPS-Mo'),
    'ebs:snapshot': usage('AmazonEC2', 'EBS:SnapshotUsage', 'GB-Mo'),
    'nat-gateway:hour': usage('AmazonEC2', 'NatGateway-Hours', HOURS),
    'nat-gateway:data': usage('AmazonEC2', 'NatGateway-Bytes', 'GB'),
  },
  vpc: {
    'public-ipv4': usage('AmazonVPC', 'PublicIPv4:InUseAddress', HOURS),
    'endpoint:interface': usage('AmazonVPC', 'VpcEndpoint-Hours', HOURS),
    'endpoint:data': usage('AmazonVPC', 'VpcEndpoint-Bytes', 'GB'),
    'endpoint:gateway-load-balancer': usage(
      'AmazonVPC',
      'VpcEndpoint-GWLBE-Hours',
      HOURS,
    ),
    'transit-gateway:attachment': usage(
      'AmazonVPC',
      'TransitGateway-Hours',
      HOURS,
      { operation: 'TransitGatewayVPC' },
    ),
    'transit-gateway:data': usage('AmazonVPC', 'TransitGateway-Bytes', 'GB', {
      operation: 'TransitGatewayVPC',
    }),
  },
  rds: {
    'storage:gp3': usage('AmazonRDS', 'RDS:GP3-Storage', 'GB-Mo', STORAGE),
    'storage:gp2': usage('AmazonRDS', 'RDS:GP2-Storage', 'GB-Mo', STORAGE),
    'storage:io1': usage('AmazonRDS', 'RDS:PIOPS-Storage', 'GB-Mo', STORAGE),
    'storage:standard': usage(
      'AmazonRDS',
      'RDS:StorageUsage',
      'GB-Mo',
      STORAGE,
    ),
    'storage:gp3-iops': usage('AmazonRDS', 'RDS:GP3-PIOPS', 'IOPS-Mo', STORAGE),
    'storage:io1-iops': usage('AmazonRDS', 'RDS:PIOPS', 'IOPS-Mo', STORAGE),
    backup: usage('AmazonRDS', 'RDS:ChargedBackupUsage', 'GB-Mo', {
      databaseEngine: STORAGE.databaseEngine,
    }),
  },
  documentdb: { backup: usage('AmazonDocDB', 'BackupUsage', 'GB-Mo') },
  'load-balancing': {
    'application:hour': balancer('LoadBalancerUsage', 'Application', HOURS),
    'application:lcu': balancer('LCUUsage', 'Application', 'LCU-Hrs'),
    'network:hour': balancer('LoadBalancerUsage', 'Network', HOURS),
    'network:lcu': balancer('LCUUsage', 'Network', 'LCU-Hrs'),
    'gateway:hour': balancer('LoadBalancerUsage', 'Gateway', HOURS),
    'gateway:lcu': balancer('LCUUsage', 'Gateway', 'LCU-Hrs'),
  },
  fargate: {
    'x86:vcpu': usage('AmazonECS', 'Fargate-vCPU-Hours:perCPU', HOURS),
    'x86:memory': usage('AmazonECS', 'Fargate-GB-Hours', [
      ...HOURS,
      'GB-Hours',
    ]),
    'arm:vcpu': usage('AmazonECS', 'Fargate-ARM-vCPU-Hours:perCPU', HOURS),
    'arm:memory': usage('AmazonECS', 'Fargate-ARM-GB-Hours', [
      ...HOURS,
      'GB-Hours',
    ]),
  },
  s3: {
    standard: usage('AmazonS3', 'TimedStorage-ByteHrs', 'GB-Mo'),
    'standard-ia': usage('AmazonS3', 'TimedStorage-SIA-ByteHrs', 'GB-Mo'),
    'glacier-instant': usage('AmazonS3', 'TimedStorage-GIR-ByteHrs', 'GB-Mo'),
    'deep-archive': usage('AmazonS3', 'TimedStorage-GDA-ByteHrs', 'GB-Mo'),
  },
  kms: {
    key: usage('awskms', 'KMS-Keys', ['Keys', 'Key']),
    requests: {
      ...usage('awskms', 'KMS-Requests', ['Requests', 'Request']),
      units: 10_000,
    },
  },
  waf: {
    acl: usage('awswaf', 'WebACLV2', ['WebACL', 'WebACL-Mo', 'Month']),
    rule: usage('awswaf', 'RuleV2', ['Rule', 'Rule-Mo', 'Month']),
    requests: {
      ...usage('awswaf', 'RequestV2-Tier1', ['Requests', 'Request']),
      units: MILLION,
    },
  },
  'network-firewall': {
    endpoint: usage('AWSNetworkFirewall', 'Endpoint-Hour', HOURS),
    data: usage('AWSNetworkFirewall', 'Traffic-GB-Processed', [
      'GB',
      'Gigabytes',
    ]),
  },
  cloudwatch: {
    alarm: usage('AmazonCloudWatch', 'CW:AlarmMonitorUsage', 'Alarms'),
    'alarm:high-resolution': usage(
      'AmazonCloudWatch',
      'CW:HighResAlarmMonitorUsage',
      'Alarms',
    ),
    'logs:ingest': usage('AmazonCloudWatch', 'DataProcessing-Bytes', 'GB'),
    'logs:store': usage('AmazonCloudWatch', 'TimedStorage-ByteHrs', 'GB-Mo'),
    metric: usage('AmazonCloudWatch', 'CW:MetricMonitorUsage', 'Metrics'),
  },
};

function usage(
  offer: string,
  usagetype: string,
  unit: string | readonly string[],
  attributes: ProductSelector['attributes'] = {},
): ProductSelector {
  return { offer, attributes: { usagetype, ...attributes }, unit };
}

function balancer(
  usagetype: string,
  kind: string,
  unit: string | readonly string[],
): ProductSelector {
  return usage('AWSELB', usagetype, unit, {
    operation: `LoadBalancing:${kind}`,
  });
}

/** Where a list has an item; undefined for one that is told from no list, and stays as it was noted. */
export function selectorOf(
  sheet: SheetName,
  item: string,
): ProductSelector | undefined {
  const items: Readonly<Record<string, ProductSelector | undefined>> =
    BY_USAGE[sheet] ?? {};
  const byUsage = Object.hasOwn(items, item) ? items[item] : undefined;
  if (byUsage) {
    return byUsage;
  }
  const instances = INSTANCES[sheet];
  if (
    instances &&
    /^(?:db\.|cache\.)?[a-z]\d[a-z]*\.\w+(?:\.search)?$/.test(item)
  ) {
    return {
      offer: instances.offer,
      attributes: {
        ...instances.attributes,
        instanceType: item,
        ...(instances.usage && { usagetype: `${instances.usage}:${item}` }),
      },
      unit: 'Hrs',
    };
  }
  const [, engine, instanceType] = /^(\w+):(db\.\S+)$/.exec(item) ?? [];
  return sheet === 'rds' && ENGINES[engine]
    ? {
        offer: 'AmazonRDS',
        attributes: {
          instanceType,
          databaseEngine: ENGINES[engine],
          deploymentOption: 'Single-AZ',
        },
        unit: 'Hrs',
      }
    : undefined;
}

/** What precedes a usage type in a region: `EUC1-`, `USW2-`; with some services the region itself. */
const REGION_PREFIX = /^(?:[A-Z]{2,4}\d?|[a-z]{2}(?:-[a-z]+)+-\d)-/;

/** The prices that a selector means, for a unit of the book; one, unless the list or the selector is not what we think. */
export function select(
  { attributes, unit, units = 1 }: ProductSelector,
  prices: readonly ListedPrice[],
): number[] {
  const spellings = listOf(unit).map(each => each.toLowerCase());
  const found = prices
    .filter(price => spellings.includes(price.unit.toLowerCase()))
    .filter(price =>
      Object.entries(attributes).every(([name, wanted]) => {
        const value = price.attributes[name];
        return listOf(wanted).includes(
          name === 'usagetype' ? value?.replace(REGION_PREFIX, '') : value,
        );
      }),
    )
    // Without the dust of binary fractions: 10,000 times 0.000003 is 0.03.
    .map(({ usd }) => Number((usd * units).toPrecision(12)));
  return [...new Set(found)];
}

function listOf(value: string | readonly string[]): readonly string[] {
  return typeof value === 'string' ? [value] : value;
}

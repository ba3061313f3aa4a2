import type { SheetName } from '../book/sheets';
import type { ListedPrice } from './PriceList';

/** Where a price list has an item of the book. */
export interface ProductSelector {
  /** The file's `offerCode`. */
  readonly offer: string;
  /** Attributes by value; `usagetype` without the prefix of its region, such as `EUC1-`. */
  readonly attributes: Readonly<Record<string, string>>;
  /** The unit that the list has it in. */
  readonly unit: string;
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

/** Items that are told by their usage type alone. */
const BY_USAGE: Partial<Record<SheetName, Record<string, ProductSelector>>> = {
  'ec2-other': {
    'ebs:gp3': usage('AmazonEC2', 'EBS:VolumeUsage.gp3', 'GB-Mo'),
    'ebs:gp2': usage('AmazonEC2', 'EBS:VolumeUsage.gp2', 'GB-Mo'),
    'nat-gateway:hour': usage('AmazonEC2', 'NatGateway-Hours', 'Hrs'),
    'nat-gateway:data': usage('AmazonEC2', 'NatGateway-Bytes', 'GB'),
  },
  rds: {
    'storage:gp3': {
      ...usage('AmazonRDS', 'RDS:GP3-Storage', 'GB-Mo'),
      attributes: {
        usagetype: 'RDS:GP3-Storage',
        databaseEngine: 'PostgreSQL',
        deploymentOption: 'Single-AZ',
      },
    },
  },
  'load-balancing': {
    'application:hour': {
      offer: 'AWSELB',
      attributes: {
        usagetype: 'LoadBalancerUsage',
        operation: 'LoadBalancing:Application',
      },
      unit: 'Hrs',
    },
    'application:lcu': {
      offer: 'AWSELB',
      attributes: {
        usagetype: 'LCUUsage',
        operation: 'LoadBalancing:Application',
      },
      unit: 'LCU-Hrs',
    },
  },
  fargate: {
    'x86:vcpu': usage('AmazonECS', 'Fargate-vCPU-Hours:perCPU', 'hours'),
    'x86:memory': usage('AmazonECS', 'Fargate-GB-Hours', 'hours'),
    'arm:vcpu': usage('AmazonECS', 'Fargate-ARM-vCPU-Hours:perCPU', 'hours'),
    'arm:memory': usage('AmazonECS', 'Fargate-ARM-GB-Hours', 'hours'),
  },
};

function usage(
  offer: string,
  usagetype: string,
  unit: string,
): ProductSelector {
  return { offer, attributes: { usagetype }, unit };
}

/** Where a list has an item; undefined for one that is told from no list, and stays as it was noted. */
export function selectorOf(
  sheet: SheetName,
  item: string,
): ProductSelector | undefined {
  const byUsage = BY_USAGE[sheet]?.[item];
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

/** The prices that a selector means; one, unless the list or the selector is not what we think. */
export function select(
  { attributes, unit }: ProductSelector,
  prices: readonly ListedPrice[],
): number[] {
  const found = prices
    .filter(price => price.unit.toLowerCase() === unit.toLowerCase())
    .filter(price =>
      Object.entries(attributes).every(([name, value]) =>
        name === 'usagetype'
          ? price.attributes[name]?.replace(/^[A-Z]{2,4}\d?-/, '') === value
          : price.attributes[name] === value,
      ),
    )
    .map(({ usd }) => usd);
  return [...new Set(found)];
}

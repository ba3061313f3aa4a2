import { shorten } from '../../base/naming';
import type { AreaSections } from '../../constructs/dashboard/dashboardAreas';
import { dashboardBody } from '../../constructs/dashboard/dashboardBody';
import { generationOf, type Unit } from '../../schema';
import { platformNames } from './platformNames';

/** What the charts of a platform are about: tokens are allowed. */
export interface PlatformChartNames {
  readonly loadBalancer: string;
  readonly cluster: string;
  readonly service: string;
  readonly database: string;
  readonly documents: string;
  readonly cacheNode: string;
}

/** What the dashboard of a platform charts: tokens are allowed, the body is rendered by CloudFormation. */
export interface PlatformDashboardProps extends PlatformChartNames {
  readonly region: string;
  readonly logGroup: string;
}

/** The names that a platform gives its data stores in its own region, known before it is deployed. */
export function platformStoreNames(
  unit: Unit,
): Pick<PlatformChartNames, 'database' | 'documents' | 'cacheNode'> {
  const names = platformNames(unit, unit.region);
  const generation = generationOf('primary', {
    standbyGeneration: Number(unit.parameters.standbyGeneration ?? 0),
  });
  return {
    database: names.database('primary', generation),
    documents: names.documents(generation, 'primary'),
    cacheNode: `${shorten(unit.name, 40)}-0001-001`,
  };
}

/** Charts in five areas (SAAS-10): infrastructure, ECS, databases, Redis, application. */
export function platformSections(names: PlatformChartNames): AreaSections {
  const balancer = ['LoadBalancer', names.loadBalancer];
  const task = ['ClusterName', names.cluster, 'ServiceName', names.service];
  return [
    [
      'infrastructure',
      [
        'Infrastructure: load balancer',
        balancer,
        [
          ['AWS/ApplicationELB', 'RequestCount', 'Sum'],
          ['AWS/ApplicationELB', 'HTTPCode_ELB_5XX_Count', 'Sum'],
          ['AWS/ApplicationELB', 'RejectedConnectionCount', 'Sum'],
        ],
      ],
    ],
    [
      'ecs',
      [
        'ECS: tasks',
        task,
        [
          ['AWS/ECS', 'CPUUtilization'],
          ['AWS/ECS', 'MemoryUtilization'],
          ['ECS/ContainerInsights', 'RunningTaskCount'],
        ],
      ],
    ],
    [
      'rds',
      [
        'RDS: PostgreSQL',
        ['DBInstanceIdentifier', names.database],
        [
          ['AWS/RDS', 'CPUUtilization'],
          ['AWS/RDS', 'DatabaseConnections'],
          ['AWS/RDS', 'ReadLatency'],
        ],
      ],
    ],
    [
      'rds',
      [
        'RDS: DocumentDB',
        ['DBClusterIdentifier', names.documents],
        [
          ['AWS/DocDB', 'CPUUtilization'],
          ['AWS/DocDB', 'DatabaseConnections'],
          ['AWS/DocDB', 'VolumeBytesUsed'],
        ],
      ],
    ],
    [
      'redis',
      [
        'Redis',
        ['CacheClusterId', names.cacheNode],
        [
          ['AWS/ElastiCache', 'EngineCPUUtilization'],
          ['AWS/ElastiCache', 'DatabaseMemoryUsagePercentage'],
          ['AWS/ElastiCache', 'Evictions', 'Sum'],
        ],
      ],
    ],
    [
      'application',
      [
        'Application: answers',
        balancer,
        [
          ['AWS/ApplicationELB', 'TargetResponseTime', 'p95'],
          ['AWS/ApplicationELB', 'HTTPCode_Target_5XX_Count', 'Sum'],
          ['AWS/ApplicationELB', 'HTTPCode_Target_4XX_Count', 'Sum'],
        ],
      ],
    ],
  ];
}

/** Widgets of the CloudWatch dashboard: all areas, and the latest errors. */
export function platformDashboard(
  props: PlatformDashboardProps,
): Record<string, unknown> {
  return dashboardBody({
    region: props.region,
    sections: platformSections(props).map(([, section]) => section),
    logGroup: props.logGroup,
  });
}

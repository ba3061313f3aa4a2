import { GuestDatabase } from '../../constructs/database/GuestDatabase';
import type { AreaSections } from '../../constructs/dashboard/dashboardAreas';
import { dashboardBody } from '../../constructs/dashboard/dashboardBody';
import type { LogSearch } from '../../constructs/log-search/LogSearch';
import type { ApplicationEnvironment } from './ApplicationEnvironment';
import type { ApplicationService } from './ApplicationService';

/** What the charts of an environment are about: tokens are allowed. */
export interface ApplicationChartNames {
  readonly database: string;
  readonly service?: {
    readonly loadBalancer: string;
    readonly cluster: string;
    readonly service: string;
  };
  readonly logSearch?: {
    readonly account: string;
    readonly domain: string;
    /** The delivery stream to the archive. */
    readonly stream: string;
  };
}

/** Charts of an environment's service and log search, where it has them, and of its database. */
export function applicationSections({
  database,
  service,
  logSearch,
}: ApplicationChartNames): AreaSections {
  return [
    ...(service ? serviceSections(service) : []),
    [
      'rds',
      [
        'Database: load',
        ['DBInstanceIdentifier', database],
        [
          ['AWS/RDS', 'CPUUtilization'],
          ['AWS/RDS', 'DatabaseConnections'],
          ['AWS/RDS', 'FreeableMemory'],
        ],
      ],
    ],
    [
      'rds',
      [
        'Database: storage',
        ['DBInstanceIdentifier', database],
        [
          ['AWS/RDS', 'FreeStorageSpace'],
          ['AWS/RDS', 'ReadLatency'],
          ['AWS/RDS', 'WriteLatency'],
        ],
      ],
    ],
    ...(logSearch ? searchSections(logSearch) : []),
  ];
}

/** The body of an environment's CloudWatch dashboard: its charts, and its latest errors. */
export function applicationDashboard(
  environment: ApplicationEnvironment,
  {
    service,
    logSearch,
  }: { service?: ApplicationService; logSearch?: LogSearch },
): Record<string, unknown> {
  const sections = applicationSections({
    database:
      environment.database instanceof GuestDatabase
        ? environment.database.instance.ref
        : environment.unit.name,
    service: service && {
      loadBalancer: service.loadBalancer.balancer.attrLoadBalancerFullName,
      cluster: service.cluster.cluster.ref,
      service: service.web.service.attrName,
    },
    logSearch: logSearch && {
      account: environment.account,
      domain: logSearch.search.name,
      stream: logSearch.archive.stream.ref,
    },
  });
  return dashboardBody({
    region: environment.region,
    sections: sections.map(([, section]) => section),
    logGroup: environment.logs.logGroup.logGroupName,
  });
}

function serviceSections({
  cluster,
  loadBalancer,
  service,
}: NonNullable<ApplicationChartNames['service']>): AreaSections {
  return [
    [
      'application',
      [
        'Service: answers',
        ['LoadBalancer', loadBalancer],
        [
          ['AWS/ApplicationELB', 'RequestCount', 'Sum'],
          ['AWS/ApplicationELB', 'HTTPCode_Target_5XX_Count', 'Sum'],
          ['AWS/ApplicationELB', 'TargetResponseTime', 'p95'],
        ],
      ],
    ],
    [
      'ecs',
      [
        'Service: tasks',
        ['ClusterName', cluster, 'ServiceName', service],
        [
          ['AWS/ECS', 'CPUUtilization'],
          ['AWS/ECS', 'MemoryUtilization'],
          ['ECS/ContainerInsights', 'RunningTaskCount'],
        ],
      ],
    ],
  ];
}

function searchSections({
  account,
  domain,
  stream,
}: NonNullable<ApplicationChartNames['logSearch']>): AreaSections {
  return [
    [
      'infrastructure',
      [
        'Log search: domain',
        ['DomainName', domain, 'ClientId', account],
        [
          ['AWS/ES', 'ClusterStatus.red', 'Maximum'],
          ['AWS/ES', 'FreeStorageSpace', 'Minimum'],
          ['AWS/ES', 'CPUUtilization'],
        ],
      ],
    ],
    [
      'infrastructure',
      [
        'Log search: archive',
        ['DeliveryStreamName', stream],
        [
          ['AWS/Firehose', 'DeliveryToS3.DataFreshness', 'Maximum'],
          ['AWS/Firehose', 'DeliveryToS3.Records', 'Sum'],
          ['AWS/Firehose', 'DeliveryToS3.Success'],
        ],
      ],
    ],
  ];
}

import {
  dashboardBody,
  type DashboardSection,
} from '../../constructs/dashboard/dashboardBody';
import type { LogSearch } from '../../constructs/log-search/LogSearch';
import type { ApplicationEnvironment } from './ApplicationEnvironment';
import type { ApplicationService } from './ApplicationService';

/** The body of an environment's dashboard: its service and log search, where it has them, its database, its latest errors. */
export function applicationDashboard(
  environment: ApplicationEnvironment,
  {
    service,
    logSearch,
  }: { service?: ApplicationService; logSearch?: LogSearch },
): Record<string, unknown> {
  const database = ['DBInstanceIdentifier', environment.unit.name] as const;
  const sections: DashboardSection[] = [
    ...(service ? serviceSections(service) : []),
    [
      'Database: load',
      database,
      [
        ['AWS/RDS', 'CPUUtilization'],
        ['AWS/RDS', 'DatabaseConnections'],
        ['AWS/RDS', 'FreeableMemory'],
      ],
    ],
    [
      'Database: storage',
      database,
      [
        ['AWS/RDS', 'FreeStorageSpace'],
        ['AWS/RDS', 'ReadLatency'],
        ['AWS/RDS', 'WriteLatency'],
      ],
    ],
    ...(logSearch ? searchSections(environment.account, logSearch) : []),
  ];
  return dashboardBody({
    region: environment.region,
    sections,
    logGroup: environment.logs.logGroup.logGroupName,
  });
}

function serviceSections({
  cluster,
  loadBalancer,
  web,
}: ApplicationService): DashboardSection[] {
  return [
    [
      'Service: answers',
      ['LoadBalancer', loadBalancer.balancer.attrLoadBalancerFullName],
      [
        ['AWS/ApplicationELB', 'RequestCount', 'Sum'],
        ['AWS/ApplicationELB', 'HTTPCode_Target_5XX_Count', 'Sum'],
        ['AWS/ApplicationELB', 'TargetResponseTime', 'p95'],
      ],
    ],
    [
      'Service: tasks',
      ['ClusterName', cluster.cluster.ref, 'ServiceName', web.service.attrName],
      [
        ['AWS/ECS', 'CPUUtilization'],
        ['AWS/ECS', 'MemoryUtilization'],
        ['ECS/ContainerInsights', 'RunningTaskCount'],
      ],
    ],
  ];
}

function searchSections(
  account: string,
  { archive, search }: LogSearch,
): DashboardSection[] {
  return [
    [
      'Log search: domain',
      ['DomainName', search.name, 'ClientId', account],
      [
        ['AWS/ES', 'ClusterStatus.red', 'Maximum'],
        ['AWS/ES', 'FreeStorageSpace', 'Minimum'],
        ['AWS/ES', 'CPUUtilization'],
      ],
    ],
    [
      'Log search: archive',
      ['DeliveryStreamName', archive.stream.ref],
      [
        ['AWS/Firehose', 'DeliveryToS3.DataFreshness', 'Maximum'],
        ['AWS/Firehose', 'DeliveryToS3.Records', 'Sum'],
        ['AWS/Firehose', 'DeliveryToS3.Success'],
      ],
    ],
  ];
}

import { CfnDashboard } from 'aws-cdk-lib/aws-cloudwatch';
import { gte } from 'semver';
import { bucketName } from '../../base/naming';
import { Configuration } from '../../constructs/configuration/Configuration';
import { LogSearch } from '../../constructs/log-search/LogSearch';
import { Grafana } from '../../constructs/metrics/Grafana';
import { PrometheusMetrics } from '../../constructs/metrics/PrometheusMetrics';
import { recordDrills } from '../../constructs/recovery/recordDrills';
import { Spoke } from '../../constructs/spoke/Spoke';
import type { ApplicationV11Parameters } from '../../schema';
import { applicationDashboard } from './applicationDashboard';
import type { ApplicationEnvironment } from './ApplicationEnvironment';
import { ApplicationService } from './ApplicationService';

/** The version of the blueprint that brought a service, metrics, log search, the way to a hub, and drills. */
const SINCE = '1.1.0';

/** What an environment has since 1.1.0; each part is there when its parameters ask for it. */
export interface ApplicationAdditions {
  readonly spoke?: Spoke;
  readonly metrics?: PrometheusMetrics;
  readonly grafana?: Grafana;
  readonly service?: ApplicationService;
  readonly logSearch?: LogSearch;
}

/** Adds to the environment what its version and parameters ask for; a unit of 1.0.0 gets nothing. */
export function addToEnvironment(
  environment: ApplicationEnvironment,
): ApplicationAdditions {
  const { unit } = environment;
  if (!gte(unit.version, SINCE)) {
    return {};
  }
  // From this version on they are these, by the schema that the class has for it.
  const parameters = environment.parameters as ApplicationV11Parameters;
  const spoke = addSpoke(environment, parameters);
  const metrics = addMetrics(environment, parameters);
  const grafana =
    metrics && parameters.grafana
      ? new Grafana(environment, 'Grafana', {
          name: unit.name,
          workspaceArn: metrics.workspace.attrArn,
        })
      : undefined;
  const service =
    parameters.service === 'web'
      ? new ApplicationService(environment, 'Service', {
          environment,
          parameters,
          metrics,
        })
      : undefined;
  const logSearch = addLogSearch(environment, parameters);
  new CfnDashboard(environment, 'Dashboard', {
    dashboardName: unit.name,
    dashboardBody: environment.toJsonString(
      applicationDashboard(environment, { service, logSearch }),
    ),
  });
  const additions = { spoke, metrics, grafana, service, logSearch };
  environment.publish(
    'NetworkCidr',
    environment.networkCidr,
    'The block of the network',
  );
  publishAdditions(environment, additions);
  recordDrills(environment, parameters.drills);
  return additions;
}

function addSpoke(
  environment: ApplicationEnvironment,
  { transitGatewayId, hubCidrs }: ApplicationV11Parameters,
): Spoke | undefined {
  return transitGatewayId
    ? new Spoke(environment, 'Spoke', {
        network: environment.network,
        transitGatewayId,
        hubCidrs,
      })
    : undefined;
}

function addMetrics(
  environment: ApplicationEnvironment,
  { metrics }: ApplicationV11Parameters,
): PrometheusMetrics | undefined {
  if (metrics !== 'prometheus') {
    return undefined;
  }
  const { policy, unit, key } = environment;
  const prometheus = new PrometheusMetrics(environment, 'Metrics', {
    policy,
    name: unit.name,
    key: key.key,
  });
  environment.workloadRole.allow(...prometheus.grants());
  return prometheus;
}

function addLogSearch(
  environment: ApplicationEnvironment,
  parameters: ApplicationV11Parameters,
): LogSearch | undefined {
  if (parameters.logSearch !== 'opensearch') {
    return undefined;
  }
  const { unit, policy, alerts, runbooksUrl, network, key } = environment;
  const logSearch = new LogSearch(environment, 'LogSearch', {
    policy,
    alerts,
    runbooksUrl,
    vpc: network.vpc,
    key: key.key,
    name: unit.name,
    bucketName: bucketName(unit, 'log-archive'),
    accessLogs: environment.accessLogs.bucket,
    source: environment.logs.logGroup,
    instanceClass: parameters.logSearchClass,
    availabilityZones: parameters.availabilityZones,
    storageGiB: parameters.logSearchStorageGiB,
  });
  logSearch.search.allowFrom(
    environment.workloadSecurityGroup,
    'Workloads, to search',
  );
  return logSearch;
}

function publishAdditions(
  environment: ApplicationEnvironment,
  { spoke, metrics, grafana, service, logSearch }: ApplicationAdditions,
): void {
  const publish = (name: string, value: string, description: string) =>
    environment.publish(name, value, description);
  if (spoke) {
    publish(
      'TransitGatewayAttachmentId',
      spoke.attachment.ref,
      'The way to the hub',
    );
  }
  if (metrics) {
    publish(
      'PrometheusEndpoint',
      metrics.workspace.attrPrometheusEndpoint,
      'Where metrics are queried',
    );
  }
  if (grafana) {
    publish(
      'GrafanaEndpoint',
      grafana.workspace.attrEndpoint,
      'Host name of the Grafana workspace',
    );
  }
  if (service) {
    publish('ServiceUrl', service.url, 'Where the service is reached');
    publish('ClusterName', service.cluster.cluster.ref, 'The Fargate cluster');
    publish('ServiceName', service.web.service.attrName, 'The service');
    publish(
      'LoadBalancerDnsName',
      service.loadBalancer.balancer.attrDnsName,
      'Host name that AWS gave the load balancer',
    );
    publish(
      'TaskSecurityGroupId',
      service.web.securityGroup.securityGroupId,
      'The group of the tasks',
    );
  }
  if (logSearch) {
    const { domain } = logSearch.search;
    publish(
      'LogSearchEndpoint',
      domain.attrDomainEndpoint,
      'Host name of the log search, inside of the network',
    );
    publish(
      'LogSearchRoleArn',
      logSearch.role.roleArn,
      'The role that administers the log search',
    );
    new Configuration(environment, 'LogSearchConfiguration', {
      path: `/plinth/${environment.unit.name}`,
      values: {
        'log-search/endpoint': domain.attrDomainEndpoint,
        'log-search/index-policy': logSearch.indexPolicy,
      },
    });
  }
}

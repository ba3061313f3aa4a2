import { CfnRecordSet } from 'aws-cdk-lib/aws-route53';
import { ArnFormat, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { ServiceCluster } from '../../constructs/cluster/ServiceCluster';
import { Configuration } from '../../constructs/configuration/Configuration';
import { WebAcl } from '../../constructs/edge/WebAcl';
import type { Audience } from '../../constructs/ingress/audience';
import { LoadBalancer } from '../../constructs/ingress/LoadBalancer';
import type { PrometheusMetrics } from '../../constructs/metrics/PrometheusMetrics';
import { traceCollector } from '../../constructs/metrics/collectorConfiguration';
import { GuestDatabase } from '../../constructs/database/GuestDatabase';
import {
  BlueGreenService,
  type BlueGreenServiceProps,
} from '../../constructs/service/BlueGreenService';
import {
  injectedParameter,
  injectedSecret,
  type InjectedValue,
} from '../../constructs/service/injectedValues';
import { type ApplicationV11Parameters, TASK_SIZES } from '../../schema';
import type { ApplicationEnvironment } from './ApplicationEnvironment';

/** Settings of an `ApplicationService`. */
export interface ApplicationServiceProps {
  readonly environment: ApplicationEnvironment;
  readonly parameters: ApplicationV11Parameters;
  /** @default - tasks forward traces and no metrics */
  readonly metrics?: PrometheusMetrics;
}

/**
 * The service of an environment: a cluster, a load balancer, and containers that scale over the zones.
 *
 * Tasks run as the environment's workload role in its workload group, so they reach what workloads reach. With a domain name
 * the balancer stands in the public subnets behind TLS; without one it is internal, because nothing could prove a certificate.
 */
export class ApplicationService extends Construct {
  readonly cluster: ServiceCluster;
  readonly loadBalancer: LoadBalancer;
  readonly web: BlueGreenService;
  /** Before a load balancer that the internet reaches; absent where none does. */
  readonly firewall?: WebAcl;
  /** Where the service is reached. */
  readonly url: string;

  constructor(scope: Construct, id: string, props: ApplicationServiceProps) {
    super(scope, id);
    const { environment, parameters } = props;
    const { policy, alerts, runbooksUrl, network, unit } = environment;
    const { vpc } = network;
    const { domainName } = parameters;
    const path = `/plinth/${unit.name}`;
    this.cluster = new ServiceCluster(this, 'Cluster', {
      policy,
      vpc,
      name: unit.name,
    });
    this.loadBalancer = new LoadBalancer(this, 'LoadBalancer', {
      policy,
      vpc,
      alerts,
      runbooksUrl,
      accessLogs: environment.accessLogs.bucket,
      audience: audienceOf(parameters, environment.networkCidr),
    });
    if (domainName) {
      this.firewall = new WebAcl(this, 'Firewall', {
        policy,
        alerts,
        runbooksUrl,
        key: environment.key.key,
        name: unit.name,
        protects: this.loadBalancer.balancer.ref,
        tuning: parameters,
      });
    }
    const collector = new Configuration(this, 'Collector', {
      path,
      values: {
        'collector/configuration':
          props.metrics?.collectorConfiguration(parameters.containerPort) ??
          environment.toJsonString(traceCollector(environment.region)),
      },
    });
    this.web = new BlueGreenService(this, 'Web', {
      policy,
      vpc,
      alerts,
      runbooksUrl,
      key: environment.key.key,
      cluster: this.cluster,
      loadBalancer: this.loadBalancer,
      name: 'web',
      host: domainName,
      priority: 100,
      image: parameters.image,
      port: parameters.containerPort,
      healthCheckPath: parameters.healthCheckPath,
      ...TASK_SIZES[parameters.taskSize],
      copies: [parameters.minCopies, parameters.maxCopies],
      logs: environment.logs,
      joins: [environment.workloadSecurityGroup],
      injected: injectedOf(environment, path, parameters),
      ...guestPart(environment),
      taskRole: environment.workloadRole,
      configurationPath: path,
      collectorParameterArn: environment.formatArn({
        service: 'ssm',
        resource: 'parameter',
        resourceName: `plinth/${unit.name}/collector/configuration`,
        arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
      }),
    });
    this.web.service.node.addDependency(
      collector,
      environment.node.findChild('Configuration'),
    );
    this.url = domainName
      ? `https://${domainName}`
      : `http://${this.loadBalancer.balancer.attrDnsName}`;
    this.#name(parameters);
  }

  #name({ domainName, hostedZoneId }: ApplicationV11Parameters): void {
    if (!domainName || !hostedZoneId) {
      return;
    }
    const { balancer } = this.loadBalancer;
    new CfnRecordSet(this, 'Record', {
      hostedZoneId,
      name: domainName,
      type: 'A',
      aliasTarget: {
        dnsName: balancer.attrDnsName,
        hostedZoneId: balancer.attrCanonicalHostedZoneId,
        evaluateTargetHealth: true,
      },
    });
  }
}

function audienceOf(
  { domainName, hostedZoneId, hubCidrs }: ApplicationV11Parameters,
  cidr: string,
): Audience {
  return domainName && hostedZoneId
    ? { kind: 'internet', domainName, hostedZoneId }
    : { kind: 'network', clientCidrs: [cidr, ...hubCidrs] };
}

/** What makes a database in the server of the host, and tells tasks its name. */
function guestPart({
  database,
}: ApplicationEnvironment): Pick<
  BlueGreenServiceProps,
  'preparation' | 'variables'
> {
  return database instanceof GuestDatabase
    ? {
        preparation: database.preparation,
        variables: { DATABASE_NAME: database.databaseName },
      }
    : {};
}

/** Coordinates from Parameter Store and the unit's own secrets; RDS rotates its password, so tasks read that one themselves. */
function injectedOf(
  stack: Stack,
  path: string,
  { secrets }: ApplicationV11Parameters,
): InjectedValue[] {
  return [
    injectedParameter(stack, 'DATABASE_HOST', `${path}/database/endpoint`),
    injectedParameter(stack, 'DATABASE_PORT', `${path}/database/port`),
    injectedParameter(
      stack,
      'DATABASE_SECRET_ARN',
      `${path}/database/secret-arn`,
    ),
    injectedParameter(stack, 'BUCKET_NAME', `${path}/bucket/name`),
    ...secrets.map(({ variable, secret, key }) =>
      injectedSecret(stack, variable, secret, key),
    ),
  ];
}

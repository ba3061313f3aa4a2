import { z } from 'zod';
import { defineBlueprint } from '../blueprint';
import { cidrContains } from '../cidr';
import { drillsSchema } from '../drills';
import type { Issue } from '../issue';
import { stagePolicy } from '../stagePolicy';
import type { Stage } from '../stages';
import type { Unit } from '../unit';
import {
  application,
  type ApplicationParameters,
  applicationParameters,
  PRIVATE_ENDPOINTS,
} from './application';
import {
  logSearchShape,
  metricsShape,
  serviceShape,
  spokeShape,
} from './applicationAdditions';
import { applicationV11Form } from './formLayouts';

/** What an application environment can be asked for since 1.1.0: all of 1.0.0, and a service, metrics, log search, a hub, drills. */
export const applicationV11Parameters = applicationParameters.extend({
  ...serviceShape,
  ...metricsShape,
  ...logSearchShape,
  ...spokeShape,
  drills: drillsSchema,
});

/** Complete parameters of an application environment since 1.1.0. */
export type ApplicationV11Parameters = z.output<
  typeof applicationV11Parameters
>;

type Sizing = Pick<
  ApplicationV11Parameters,
  'taskSize' | 'logSearchClass' | 'logSearchStorageGiB'
>;

const SMALL: Sizing = {
  taskSize: 'small',
  logSearchClass: 't3.small.search',
  logSearchStorageGiB: 10,
};

const LARGE: Sizing = {
  taskSize: 'medium',
  logSearchClass: 'm6g.large.search',
  logSearchStorageGiB: 100,
};

const SIZING: Record<Stage, Sizing> = {
  preview: SMALL,
  dev: SMALL,
  staging: LARGE,
  production: LARGE,
  shared: LARGE,
};

/** An application environment, version 1.1.0: with a service, metrics, log search and a hub on request. */
export const applicationV11 = defineBlueprint({
  name: application.name,
  version: '1.1.0',
  kind: application.kind,
  title: application.title,
  description:
    'A network in two or three zones, a PostgreSQL database, an encrypted bucket, logs, alarms and a budget; on request a service that scales, log search, Prometheus metrics, and the way to a hub.',
  stages: application.stages,
  stackClass: application.stackClass,
  parameters: applicationV11Parameters,
  form: applicationV11Form,
  recordsDrills: true,
  defaults: (stage, region) => {
    const [minCopies, maxCopies] = stagePolicy(stage).serviceCopies;
    return {
      ...(application.defaultsFor(
        stage,
        region,
      ) as Partial<ApplicationParameters>),
      ...SIZING[stage],
      // Nobody but the team knows the image, and moving a unit from 1.0.0 must not start something by itself.
      service: 'none' as const,
      image: 'public.ecr.aws/docker/library/httpd:2.4',
      containerPort: 80,
      healthCheckPath: '/',
      minCopies,
      maxCopies,
      secrets: [],
      metrics: 'cloudwatch' as const,
      grafana: false,
      logSearch: 'none' as const,
      hubCidrs: [],
    };
  },
  example: stage => application.example(stage),
  check: (unit, parameters) => [
    ...application.check(unit, parameters),
    ...checkService(unit, parameters),
    ...checkMetrics(parameters),
    ...checkLogSearch(unit, parameters),
    ...checkSpoke(parameters),
  ],
  sizes: {
    small: { databaseClass: 'db.t4g.medium', databaseStorageGiB: 50 },
    service: { service: 'web' },
    full: {
      service: 'web',
      image:
        '123456789012.dkr.ecr.us-east-1.amazonaws.com/claims/web:2026-01-15',
      containerPort: 8080,
      healthCheckPath: '/health',
      taskSize: 'large',
      minCopies: 3,
      maxCopies: 12,
      domainName: 'claims.example.com',
      hostedZoneId: 'Z0123456789EXAMPLE',
      secrets: [
        { variable: 'PAYMENT_KEY', secret: 'claims/payment', key: 'key' },
        { variable: 'SIGNING_KEY', secret: 'claims/signing' },
      ],
      metrics: 'prometheus',
      grafana: true,
      availabilityZones: 3,
      natGateways: 'per-zone',
      privateEndpoints: [...PRIVATE_ENDPOINTS],
      logSearch: 'opensearch',
      logSearchClass: 'm6g.large.search',
      logSearchStorageGiB: 100,
      transitGatewayId: 'tgw-0123456789abcdef0',
      hubCidrs: ['10.0.0.0/16', '192.168.0.0/16'],
      drRegion: 'us-west-2',
    },
    search: {
      logSearch: 'opensearch',
      availabilityZones: 3,
      metrics: 'prometheus',
    },
  },
});

function issue(parameter: string, message: string): Issue {
  return { parameter: `parameters.${parameter}`, message };
}

function checkService(unit: Unit, given: ApplicationV11Parameters): Issue[] {
  const { domainName, hostedZoneId, service } = given;
  const issues: Issue[] = [];
  if (given.maxCopies < given.minCopies) {
    issues.push(
      issue(
        'maxCopies',
        `must be at least minCopies, which is ${given.minCopies} (got ${given.maxCopies})`,
      ),
    );
  }
  if (domainName && !hostedZoneId) {
    issues.push(
      issue(
        'hostedZoneId',
        'is required with domainName: the certificate is proven and the name is made in that zone',
      ),
    );
  }
  if (hostedZoneId && !domainName) {
    issues.push(
      issue('domainName', 'is required with hostedZoneId, which it lies in'),
    );
  }
  if (service === 'none') {
    if (domainName) {
      issues.push(
        issue(
          'domainName',
          'is for a service; set service to "web", or leave the domain name out',
        ),
      );
    }
    return issues;
  }
  if (unit.stage === 'production') {
    if (given.minCopies < 2) {
      issues.push(
        issue(
          'minCopies',
          'must be at least 2 at stage production: a single copy is lost with its zone',
        ),
      );
    }
    if (given.maxCopies <= given.minCopies) {
      issues.push(
        issue(
          'maxCopies',
          'must be more than minCopies at stage production: the service must be able to scale',
        ),
      );
    }
  }
  return issues;
}

function checkMetrics({ grafana, metrics }: ApplicationV11Parameters): Issue[] {
  return grafana && metrics !== 'prometheus'
    ? [
        issue(
          'metrics',
          'must be "prometheus" with grafana, which reads that workspace',
        ),
      ]
    : [];
}

function checkLogSearch(unit: Unit, given: ApplicationV11Parameters): Issue[] {
  if (given.logSearch === 'none' || unit.stage !== 'production') {
    return [];
  }
  const issues: Issue[] = [];
  if (given.logSearchClass.startsWith('t3.')) {
    issues.push(
      issue(
        'logSearchClass',
        'must not be of family t3 at stage production: its processor credits run out under steady logs',
      ),
    );
  }
  if (given.availabilityZones < 3) {
    issues.push(
      issue(
        'availabilityZones',
        'must be 3 at stage production with logSearch: search nodes in two zones lose their majority with one of them',
      ),
    );
  }
  return issues;
}

function checkSpoke(given: ApplicationV11Parameters): Issue[] {
  const { cidr, hubCidrs, transitGatewayId } = given;
  if (!transitGatewayId) {
    return hubCidrs.length > 0
      ? [
          issue(
            'transitGatewayId',
            'is required with hubCidrs: there is no other way to those networks',
          ),
        ]
      : [];
  }
  if (hubCidrs.length === 0) {
    return [
      issue(
        'hubCidrs',
        'must name at least one block with transitGatewayId: without a route the attachment carries nothing',
      ),
    ];
  }
  return hubCidrs
    .filter(block => cidrContains(cidr, block))
    .map(block =>
      issue(
        'hubCidrs',
        `${block} lies inside of the environment's own network ${cidr}, which is never routed to a hub`,
      ),
    );
}

import { cidrContains } from '../../cidr';
import type { OpenNetwork } from '../../blueprint';
import type { Issue } from '../../issue';
import { checkGuestDatabase } from '../../guestDatabase';
import { checkNetworkHost } from '../../networkHost';
import type { UnitEnvelope } from '../../unit';
import type { ApplicationV11Parameters } from './applicationV11Parameters';
import { checkApplication } from './checkApplication';

/** The rules of 1.0.0, and those of what 1.1.0 adds. */
export function checkApplicationV11(
  unit: UnitEnvelope,
  parameters: OpenNetwork<ApplicationV11Parameters>,
): Issue[] {
  return [
    ...checkApplication(unit, parameters),
    ...checkService(unit, parameters),
    ...checkMetrics(parameters),
    ...checkLogSearch(unit, parameters),
    ...checkSpoke(parameters),
    ...checkNetworkHost(unit, parameters),
    ...checkGuestDatabase(unit, parameters),
  ];
}

function issue(parameter: string, message: string): Issue {
  return { parameter: `parameters.${parameter}`, message };
}

function checkService(
  unit: UnitEnvelope,
  given: OpenNetwork<ApplicationV11Parameters>,
): Issue[] {
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

function checkMetrics({
  grafana,
  metrics,
}: OpenNetwork<ApplicationV11Parameters>): Issue[] {
  return grafana && metrics !== 'prometheus'
    ? [
        issue(
          'metrics',
          'must be "prometheus" with grafana, which reads that workspace',
        ),
      ]
    : [];
}

function checkLogSearch(
  unit: UnitEnvelope,
  given: OpenNetwork<ApplicationV11Parameters>,
): Issue[] {
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

function checkSpoke(given: OpenNetwork<ApplicationV11Parameters>): Issue[] {
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
    .filter(block => cidr && cidrContains(cidr, block))
    .map(block =>
      issue(
        'hubCidrs',
        `${block} lies inside of the environment's own network ${cidr}, which is never routed to a hub`,
      ),
    );
}

import { applicationSections } from '../blueprints/application/applicationDashboard';
import {
  platformSections,
  platformStoreNames,
} from '../blueprints/container-platform/platformDashboard';
import type { AreaSections } from '../constructs/dashboard/dashboardAreas';
import {
  type ApplicationV11Parameters,
  type BlueprintRegistry,
  InputError,
  resolveParameters,
  type Unit,
} from '../schema';

/** What a unit charts. */
export interface UnitCharts {
  /** Dimensions that only AWS knows are variables: `$loadBalancer`. */
  readonly sections: AreaSections;
  /** Whether its tasks write to Prometheus. */
  readonly prometheus: boolean;
}

/** The name that the service has in its cluster, which is named like the unit. */
const SERVICE = 'web';

/**
 * The charts of a unit, by its blueprint and parameters.
 *
 * @throws InputError if its blueprint has no Grafana workspace, or its parameters are not valid
 */
export function unitCharts(
  unit: Unit,
  blueprints: BlueprintRegistry,
): UnitCharts {
  const parameters = resolveParameters(unit, blueprints);
  const service = {
    loadBalancer: '$loadBalancer',
    cluster: unit.name,
    service: SERVICE,
  };
  if (unit.blueprint === 'container-platform') {
    return {
      sections: platformSections({ ...service, ...platformStoreNames(unit) }),
      prometheus: true,
    };
  }
  if (unit.blueprint === 'application' && 'metrics' in parameters) {
    const given = parameters as ApplicationV11Parameters;
    return {
      sections: applicationSections({
        database: unit.name,
        service: given.service === 'web' ? service : undefined,
        logSearch:
          given.logSearch === 'opensearch'
            ? {
                account: unit.account,
                domain: '$domain',
                stream: '$stream',
              }
            : undefined,
      }),
      prometheus: given.metrics === 'prometheus' && given.service === 'web',
    };
  }
  throw new InputError(`environment "${unit.name}"`, [
    {
      parameter: 'blueprint',
      message: `${unit.blueprint} ${unit.version} has no Grafana workspace; container-platform and application from 1.1.0 on have one on request`,
    },
  ]);
}

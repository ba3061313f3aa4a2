import { useApi } from '@backstage/core-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import { taskCreatePermission } from '@backstage/plugin-scaffolder-common/alpha';
import { ButtonLink } from '@backstage/ui';
import { useRef } from 'react';
import { environmentsApiRef } from '../api/environmentsApiRef';
import layout from '../components/layout.module.css';
import { Screen } from '../components/Screen';
import { Failure } from '../components/states';
import { templateHref } from '../life/lifeSteps';
import { AccountCostsPanel } from '../costs/AccountCostsPanel';
import { FreezeBanner } from '../freezes/FreezeBanner';
import { useLivePolled } from '../live/useLivePolled';
import { FleetFilters } from './FleetFilters';
import { FleetGroups } from './FleetGroups';
import { FleetList } from './FleetList';
import { FleetMatrix } from './FleetMatrix';
import { FleetSummary } from './FleetSummary';
import { FleetViewBar } from './FleetViewBar';
import { untilNextReading } from './untilNextReading';
import { useFleetQuery } from './useFleetQuery';

/** The fleet: every environment and tenant that the reader may see. */
export function EnvironmentsPage() {
  const api = useApi(environmentsApiRef);
  const fleetQuery = useFleetQuery();
  const { filter, query, view, set } = fleetQuery;
  // Other views have rows of their own; tiles and filters count the whole fleet in each of them.
  const asked = view === 'list' ? query : { ...filter, limit: 1 };
  const fleet = useLivePolled(
    signal => api.listEnvironments(asked, { signal }),
    [asked],
    untilNextReading,
  );
  const page = fleet.value;
  // While another question is answered, what can be asked stays where it is, with the focus on it
  const answered = useRef(page);
  if (page) {
    answered.current = page;
  }
  const { allowed: mayRequest } = usePermission({
    permission: taskCreatePermission,
  });
  const { counts, facets } = answered.current ?? {};

  return (
    <Screen
      title="Environments"
      note="Health, cost and changes of every environment and tenant"
      actions={
        <>
          <ButtonLink href="/environments/upgrades" variant="secondary">
            Fleet upgrades
          </ButtonLink>
          {mayRequest && (
            <ButtonLink
              href={templateHref('new-environment')}
              variant="primary"
            >
              New environment
            </ButtonLink>
          )}
        </>
      }
    >
      <div className={layout.stack}>
        <FreezeBanner />
        <FleetFilters query={query} facets={facets} set={set} />
        {counts && counts.units > 0 && (
          <>
            <FleetSummary counts={counts} query={query} set={set} />
            <FleetViewBar {...fleetQuery} />
          </>
        )}
        {view === 'groups' && <FleetGroups {...fleetQuery} />}
        {view === 'matrix' && <FleetMatrix {...fleetQuery} />}
        {view === 'list' && (
          <FleetList fleet={fleet} mayRequest={mayRequest} {...fleetQuery} />
        )}
        {view !== 'list' && fleet.error && (
          <Failure
            title="The environments could not be counted"
            error={fleet.error}
            retry={fleet.retry}
          />
        )}
        {/* Not before what stands above it, which would push it down. */}
        {(counts || fleet.error) && <AccountCostsPanel />}
      </div>
    </Screen>
  );
}

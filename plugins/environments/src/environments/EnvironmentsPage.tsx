import { useApi } from '@backstage/core-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import { taskCreatePermission } from '@backstage/plugin-scaffolder-common/alpha';
import { Button, ButtonLink } from '@backstage/ui';
import { useRef } from 'react';
import { environmentsApiRef } from '../api/environmentsApiRef';
import { formatAge } from '../components/format';
import layout from '../components/layout.module.css';
import { StaleBanner } from '../components/Freshness';
import { Screen } from '../components/Screen';
import { Empty, Failure, Loading } from '../components/states';
import { useNow } from '../components/useNow';
import { templateHref } from '../life/lifeSteps';
import { AccountCostsPanel } from '../costs/AccountCostsPanel';
import { FreezeBanner } from '../freezes/FreezeBanner';
import { LiveNote } from '../live/LiveNote';
import { useLivePolled } from '../live/useLivePolled';
import { EnvironmentsTable } from './EnvironmentsTable';
import { FleetFilters } from './FleetFilters';
import { FleetSummary } from './FleetSummary';
import { untilNextReading } from './untilNextReading';
import { useFleetQuery } from './useFleetQuery';

const NEW_ENVIRONMENT = templateHref('new-environment');

/** When the page was last read, counting up. */
function Updated(props: { at: number | undefined }) {
  const now = useNow();
  return props.at === undefined ? null : (
    <span className={layout.note} aria-live="off">
      updated {formatAge(props.at, now)} ago
    </span>
  );
}

/** The fleet: every environment and tenant that the reader may see. */
export function EnvironmentsPage() {
  const api = useApi(environmentsApiRef);
  const { query, set, clear, filtered } = useFleetQuery();
  const fleet = useLivePolled(
    signal => api.listEnvironments(query, { signal }),
    [query],
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
  const stale = page?.items.find(row => row.freshness.stale);

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
            <ButtonLink href={NEW_ENVIRONMENT} variant="primary">
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
          <FleetSummary counts={counts} query={query} set={set} />
        )}
        {fleet.error && (
          <Failure
            title="The environments could not be read"
            error={fleet.error}
            retry={fleet.retry}
          />
        )}
        {stale && <StaleBanner freshness={stale.freshness} />}
        {fleet.loading && <Loading label="Reading the environments" />}
        {page && page.items.length === 0 && (
          <Empty
            title={
              filtered
                ? 'No environment matches these filters'
                : 'There is no environment yet'
            }
          >
            {filtered ? (
              <Button variant="secondary" onPress={clear}>
                Clear the filters
              </Button>
            ) : (
              mayRequest && (
                <ButtonLink href={NEW_ENVIRONMENT} variant="secondary">
                  Request the first one
                </ButtonLink>
              )
            )}
          </Empty>
        )}
        {page && page.items.length > 0 && (
          <>
            <EnvironmentsTable
              rows={page.items}
              orderBy={query.orderBy}
              onOrderBy={orderBy => set({ orderBy })}
            />
            <div className={layout.row}>
              <span className={layout.note}>
                {page.items.length} of {page.totalItems}
              </span>
              <Updated at={fleet.answeredAt} />
              <LiveNote live={fleet.live} />
              <span style={{ flex: 1 }} />
              {page.pageInfo.prevCursor && (
                <Button
                  variant="secondary"
                  size="small"
                  onPress={() => set({ cursor: page.pageInfo.prevCursor })}
                >
                  Previous
                </Button>
              )}
              {page.pageInfo.nextCursor && (
                <Button
                  variant="secondary"
                  size="small"
                  onPress={() => set({ cursor: page.pageInfo.nextCursor })}
                >
                  Next
                </Button>
              )}
            </div>
          </>
        )}
        <AccountCostsPanel />
      </div>
    </Screen>
  );
}

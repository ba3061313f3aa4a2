import { Button, ButtonLink } from '@backstage/ui';
import type { EnvironmentPage } from '@plinth/plugin-environments-common';
import { formatAge } from '../components/format';
import layout from '../components/layout.module.css';
import { StaleBanner } from '../components/Freshness';
import { Pager } from '../components/Pager';
import { Empty, Failure, Loading } from '../components/states';
import { useNow } from '../components/useNow';
import type { Polled } from '../hooks/usePolled';
import { templateHref } from '../life/lifeSteps';
import { LiveNote } from '../live/LiveNote';
import type { LiveState } from '../live/useLive';
import { EnvironmentsTable } from './EnvironmentsTable';
import type { FleetQuery } from './useFleetQuery';

/** When the page was last read, counting up. */
function Updated(props: { at: number | undefined }) {
  const now = useNow();
  return props.at === undefined ? null : (
    <span className={layout.note} aria-live="off">
      updated {formatAge(props.at, now)} ago
    </span>
  );
}

/** The fleet as a list, a page at a time. */
export function FleetList(
  props: FleetQuery & {
    fleet: Polled<EnvironmentPage> & { live: LiveState };
    mayRequest: boolean;
  },
) {
  const { fleet, mayRequest, query, set, clear, filtered } = props;
  const page = fleet.value;
  const stale = page?.items.find(row => row.freshness.stale);
  return (
    <>
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
              <ButtonLink
                href={templateHref('new-environment')}
                variant="secondary"
              >
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
            <Pager
              pageInfo={page.pageInfo}
              onPage={cursor => set({ cursor })}
            />
          </div>
        </>
      )}
    </>
  );
}

import { Link } from '@backstage/core-components';
import { useApi } from '@backstage/core-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { usePermission } from '@backstage/plugin-permission-react';
import { taskCreatePermission } from '@backstage/plugin-scaffolder-common/alpha';
import { ButtonLink } from '@backstage/ui';
import type {
  Home,
  HomeChange,
  RequestSummary,
  WaitingItem,
} from '@plinth/plugin-environments-common';
import type { ReactNode } from 'react';
import { environmentsApiRef } from '../api/environmentsApiRef';
import { Age } from '../components/Age';
import { Badge, type Tone } from '../components/Badge';
import { FreshnessNote, StaleBanner } from '../components/Freshness';
import { formatDollars, formatRef } from '../components/format';
import layout from '../components/layout.module.css';
import { People, Person } from '../components/Person';
import { Screen } from '../components/Screen';
import { Failure, Loading } from '../components/states';
import { HealthBadge, SyncBadge } from '../components/StatusBadges';
import { FreezeBanner } from '../freezes/FreezeBanner';
import { templateHref } from '../life/lifeSteps';
import { LiveNote } from '../live/LiveNote';
import { useLivePolled } from '../live/useLivePolled';
import { PhaseBadge } from '../requests/PhaseBadge';
import { requestHref } from '../requests/requestHref';
import styles from './HomePage.module.css';
import { useLastVisit } from './useLastVisit';

/** What concerns the reader: what waits for them, what they asked for, their units, and what changed there since they were here. */
export function HomePage() {
  const api = useApi(environmentsApiRef);
  const since = useLastVisit();
  const { value, error, loading, retry, live } = useLivePolled(
    signal => api.getHome({ since }, { signal }),
    [since],
    () => 15_000,
  );
  const { allowed: mayRequest } = usePermission({
    permission: taskCreatePermission,
  });
  return (
    <Screen
      title="Home"
      note="What waits for you, and what is yours"
      actions={
        mayRequest && (
          <ButtonLink href={templateHref('new-environment')} variant="primary">
            New environment
          </ButtonLink>
        )
      }
    >
      <div className={layout.stack}>
        <FreezeBanner />
        {error && (
          <Failure
            title="Your page could not be read"
            error={error}
            retry={retry}
          />
        )}
        {loading && <Loading label="Reading what is yours" />}
        {value && (
          <>
            <StaleBanner freshness={value.freshness} />
            <div className={styles.columns}>
              <div className={layout.stack}>
                <Waiting items={value.waiting} />
                <Requests items={value.requests} />
              </div>
              <div className={layout.stack}>
                <Mine home={value} />
                <Changes changes={value.changes} since={since} />
              </div>
            </div>
            <div className={layout.row}>
              <FreshnessNote freshness={value.freshness} />
              <LiveNote live={live} />
            </div>
          </>
        )}
      </div>
    </Screen>
  );
}

function Panel(props: { title: string; children: ReactNode }) {
  return (
    <section className={layout.panel} aria-label={props.title}>
      <h2>{props.title}</h2>
      {props.children}
    </section>
  );
}

const KINDS: Record<WaitingItem['kind'], [Tone, string]> = {
  review: ['warn', 'Review'],
  deployment: ['warn', 'Deployment'],
  problem: ['bad', 'Went wrong'],
  drift: ['warn', 'Drift'],
  budget: ['warn', 'Budget'],
  preview: ['warn', 'Preview ends'],
};

function Waiting(props: { items: readonly WaitingItem[] }) {
  const { items } = props;
  return (
    <Panel title="Waiting for you">
      {items.length === 0 && (
        <p className={layout.note}>Nothing waits for you.</p>
      )}
      <ul className={styles.list}>
        {items.map(item => (
          <li
            key={`${item.kind} ${item.entityRef ?? ''} ${item.request?.number ?? ''} ${item.request?.repo ?? ''}`}
            className={styles.item}
          >
            <span className={layout.row}>
              <Badge tone={KINDS[item.kind][0]} label={KINDS[item.kind][1]} />
              <WaitingTitle item={item} />
            </span>
            <span className={layout.note}>
              {item.detail}
              {item.since && (
                <>
                  {' '}
                  · since <Age since={item.since} suffix="" />
                </>
              )}
              {item.url && (
                <>
                  {' '}
                  · <Link to={item.url}>Go there</Link>
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function WaitingTitle({ item }: { item: WaitingItem }) {
  const { title, request, entityRef } = item;
  if (request) {
    return <Link to={requestHref(request)}>{title}</Link>;
  }
  return entityRef ? (
    <EntityRefLink entityRef={entityRef}>{title}</EntityRefLink>
  ) : (
    <>{title}</>
  );
}

function Requests(props: { items: readonly RequestSummary[] }) {
  const { items } = props;
  return (
    <Panel title="My requests">
      {items.length === 0 && (
        <p className={layout.note}>
          You have asked for nothing in the last days. What you ask for can be
          followed here.
        </p>
      )}
      <ul className={styles.list}>
        {items.map(request => (
          <li
            key={`${request.owner}/${request.repo}/${request.number}`}
            className={styles.item}
          >
            <span className={layout.row}>
              <PhaseBadge phase={request.phase} />
              <Link to={requestHref(request)}>{request.title}</Link>
            </span>
            <span className={layout.note}>
              {request.turn && request.turn.who.length > 0 && (
                <>
                  <People actors={request.turn.who} /> ·{' '}
                </>
              )}
              <Age since={request.turn?.since ?? request.createdAt} />
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Mine(props: { home: Home }) {
  const { counts, units, monthToDate } = props.home;
  const figures: Array<[string, string | number]> = [
    ['Units', counts.units],
    ['Healthy', counts.health.Healthy ?? 0],
    ['Drifted', counts.sync.Drifted ?? 0],
    ['This month', monthToDate === null ? '–' : formatDollars(monthToDate)],
  ];
  return (
    <Panel title="Mine">
      {counts.units === 0 ? (
        <p className={layout.note}>
          Your groups own no environment or tenant.{' '}
          <Link to="/environments">All environments</Link>
        </p>
      ) : (
        <>
          <dl className={styles.figures}>
            {figures.map(([label, figure]) => (
              <div key={label}>
                <dt>{label}</dt>
                <dd>{figure}</dd>
              </div>
            ))}
          </dl>
          <ul className={styles.list}>
            {units.map(row => (
              <li key={row.entityRef} className={styles.item}>
                <span className={layout.row}>
                  <EntityRefLink entityRef={row.entityRef}>
                    {row.name}
                  </EntityRefLink>
                  <HealthBadge status={row.health} title={row.healthReason} />
                  <SyncBadge status={row.sync} />
                </span>
                <span className={layout.note}>
                  {typeof row.monthToDate !== 'number'
                    ? row.stage
                    : `${row.stage} · ${formatDollars(row.monthToDate)}`}
                </span>
              </li>
            ))}
          </ul>
          {units.length < counts.units && (
            <p className={layout.note}>
              {units.length} of {counts.units}.{' '}
              <Link to="/environments">All environments</Link>
            </p>
          )}
        </>
      )}
    </Panel>
  );
}

function Changes(props: { changes: Home['changes']; since?: string }) {
  const { items, more, since: from } = props.changes;
  return (
    <Panel
      title={props.since ? 'Since you were here last' : 'In the last 30 days'}
    >
      {items.length === 0 && (
        <p className={layout.note}>
          Nothing has changed in your units for <Age since={from} suffix="" />.
        </p>
      )}
      <ul className={styles.list}>
        {items.map(item => (
          <ChangeOf key={item.id} change={item} />
        ))}
      </ul>
      {more && (
        <p className={layout.note}>
          There is more; the audit trail of each unit has all of it.
        </p>
      )}
    </Panel>
  );
}

function ChangeOf({ change }: { change: HomeChange }) {
  const { summary, at, actor, entityRef, request } = change;
  return (
    <li className={styles.item}>
      <span>
        {request ? <Link to={requestHref(request)}>{summary}</Link> : summary}
      </span>
      <span className={layout.note}>
        <EntityRefLink entityRef={entityRef}>
          {formatRef(entityRef)}
        </EntityRefLink>{' '}
        {actor && (
          <>
            · <Person actor={actor} />{' '}
          </>
        )}
        · <Age since={at} />
      </span>
    </li>
  );
}

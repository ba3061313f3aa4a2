import { useApi } from '@backstage/core-plugin-api';
import type { RecoveryItem } from '@plinth/plugin-environments-common';
import { environmentsApiRef } from '../api/environmentsApiRef';
import { FreshnessNote, StaleBanner } from '../components/Freshness';
import layout from '../components/layout.module.css';
import { Failure, Loading } from '../components/states';
import { usePolled } from '../hooks/usePolled';
import { DrillsTable } from './DrillsTable';
import { formatMinutes } from './formatMinutes';
import styles from './readiness.module.css';

const EVENTS: Readonly<Record<string, string>> = {
  instance: 'loss of an instance',
  zone: 'loss of a zone',
  region: 'loss of the region',
  deletion: 'deletion or corruption',
};

/** What each data store may lose, how long it is away, and when that was drilled, as the deployed templates state it. */
export function RecoveryPanel(props: { entityRef: string }) {
  const { entityRef } = props;
  const api = useApi(environmentsApiRef);
  const { value, error, loading, retry } = usePolled(
    signal => api.getRecovery(entityRef, { signal }),
    [entityRef],
    () => 60_000,
  );
  return (
    <section className={layout.panel} aria-label="Recovery">
      <div className={layout.stack}>
        <h2 style={{ margin: 0 }}>Recovery</h2>
        {loading && <Loading label="Reading the recovery" lines={3} />}
        {error && (
          <Failure
            title="The recovery could not be read"
            error={error}
            retry={retry}
          />
        )}
        {value && (
          <>
            <StaleBanner freshness={value.freshness} />
            {value.items.length > 0 ? (
              <>
                <p className={layout.note}>
                  RPO is how much of the newest writes can be lost; RTO is the
                  time until it serves again.
                </p>
                <RecoveryTable items={value.items} />
              </>
            ) : (
              <p className={layout.note}>
                {value.freshness.readAt
                  ? 'No deployed template states a data store.'
                  : 'The deployed templates have not been read yet.'}
              </p>
            )}
            {value.drills.length > 0 && <DrillsTable drills={value.drills} />}
            <FreshnessNote freshness={value.freshness} />
          </>
        )}
      </div>
    </section>
  );
}

function RecoveryTable(props: { items: RecoveryItem[] }) {
  const names = props.items.map(item => item.name);
  // What several stacks state of one store stands together.
  const items = [...props.items].sort(
    (a, b) => names.indexOf(a.name) - names.indexOf(b.name),
  );
  const manyStacks = new Set(items.map(item => item.stack)).size > 1;
  return (
    <table
      className={`${layout.table} ${styles.table}`}
      aria-label="Recovery of data stores"
    >
      <thead>
        <tr>
          <th scope="col">Data store</th>
          <th scope="col" className={layout.number}>
            RPO
          </th>
          <th scope="col" className={layout.number}>
            RTO
          </th>
          <th scope="col">By</th>
        </tr>
      </thead>
      <tbody>
        {items.map(item => (
          <tr key={`${item.region}/${item.stack}/${item.name}/${item.event}`}>
            <th scope="row">
              {item.name}
              <div className={layout.note}>
                after {EVENTS[item.event] ?? item.event}
              </div>
            </th>
            <td className={layout.number}>{formatMinutes(item.rpoMinutes)}</td>
            <td className={layout.number}>{formatMinutes(item.rtoMinutes)}</td>
            <td>
              {item.basis}
              {manyStacks && (
                <div className={layout.note}>
                  {item.stack} · {item.region}
                </div>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

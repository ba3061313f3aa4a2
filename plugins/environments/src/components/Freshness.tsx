import type { Freshness as FreshnessData } from '@plinth/plugin-environments-common';
import { Alert } from '@backstage/ui';
import { Age } from './Age';
import styles from './layout.module.css';

/** The age and source of what is shown. */
export function FreshnessNote(props: { freshness: FreshnessData }) {
  const { readAt, source } = props.freshness;
  return (
    <p className={styles.note}>
      {source}
      {readAt ? (
        <>
          , read <Age since={readAt} />
        </>
      ) : (
        ', not read yet'
      )}
    </p>
  );
}

/** Says that what follows is the last known state, and why; nothing while it is current. */
export function StaleBanner(props: { freshness: FreshnessData }) {
  const { stale, readAt, reason, source } = props.freshness;
  if (!stale) {
    return null;
  }
  return (
    <Alert
      role="status"
      status="warning"
      icon
      title={
        readAt ? (
          <>
            Last known state, <Age since={readAt} suffix=" old" />
          </>
        ) : (
          'Not read yet'
        )
      }
      description={`${reason ?? `${source} does not answer`}. This page recovers by itself.`}
    />
  );
}

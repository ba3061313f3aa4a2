import { useApi } from '@backstage/core-plugin-api';
import { Button } from '@backstage/ui';
import type {
  Operations,
  OperationsPlace,
  SourceFreshness,
} from '@plinth/plugin-environments-common';
import { useState } from 'react';
import { environmentsApiRef } from '../api/environmentsApiRef';
import { Age } from '../components/Age';
import { Badge } from '../components/Badge';
import layout from '../components/layout.module.css';
import { Failure, Loading } from '../components/states';
import { usePolled } from '../hooks/usePolled';

const HALF_A_MINUTE = 30_000;

/** So many seconds, in whole units of which there are two or more. */
function formatSpan(seconds: number): string {
  if (seconds < 120) {
    return `${Math.round(seconds)} s`;
  }
  return seconds < 7_200
    ? `${Math.ceil(seconds / 60)} min`
    : `${Math.ceil(seconds / 3_600)} h`;
}

/** Whether a place keeps all that is expected of it. */
function isWell(place: OperationsPlace, driftObjective: number): boolean {
  return (
    place.sources.every(({ stale }) => !stale) &&
    place.driftSeconds <= driftObjective &&
    !place.lastSweep?.throttled
  );
}

/** How the collectors do in each account and region: those first in which something is not as it should be. */
export function CollectorsPanel() {
  const api = useApi(environmentsApiRef);
  const { value, error, loading, retry } = usePolled(
    signal => api.getOperations({ signal }),
    [],
    () => HALF_A_MINUTE,
  );
  return (
    <section className={layout.panel} aria-label="Readings of AWS and GitHub">
      <h2>Readings of AWS and GitHub</h2>
      {loading && <Loading label="Looking at the readings" />}
      {error && (
        <Failure
          title="The readings could not be loaded"
          error={error}
          retry={retry}
        />
      )}
      {value && <Readings operations={value} />}
    </section>
  );
}

function Readings(props: { operations: Operations }) {
  const { rate, driftObjectiveSeconds, places, sources } = props.operations;
  const [all, setAll] = useState(false);
  const unwell = places.filter(place => !isWell(place, driftObjectiveSeconds));
  const shown = all ? places : unwell;
  return (
    <div className={layout.stack}>
      <div className={layout.row}>
        <span>
          {places.length - unwell.length} of {places.length} accounts and
          regions are as fresh as they should be
        </span>
        <span className={layout.note}>
          The portal asks CloudFormation at most {rate.portal} times a second in
          each, and leaves {rate.pipeline} to the pipeline; drift is looked for
          every {formatSpan(driftObjectiveSeconds)}.
        </span>
        <Button
          variant="secondary"
          size="small"
          onPress={() => setAll(before => !before)}
        >
          {all ? 'Show those that are not' : 'Show all'}
        </Button>
      </div>
      <Stale sources={sources} />
      {shown.length > 0 && (
        <div className={layout.scroll}>
          <table className={layout.table}>
            <thead>
              <tr>
                <th>Account and region</th>
                <th className={layout.number}>Stacks</th>
                <th>Last sweep</th>
                <th className={layout.number}>Requests</th>
                <th className={layout.number}>Throttled</th>
                <th className={layout.number}>Now a second</th>
                <th className={layout.number}>Drift every</th>
                <th>Freshness</th>
              </tr>
            </thead>
            <tbody>
              {shown.map(place => (
                <PlaceRow
                  key={`${place.account}/${place.region}`}
                  place={place}
                  driftObjective={driftObjectiveSeconds}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}

function PlaceRow(props: { place: OperationsPlace; driftObjective: number }) {
  const { place, driftObjective } = props;
  const { lastSweep, sources } = place;
  const slowDrift = place.driftSeconds > driftObjective;
  return (
    <tr>
      <td>
        {place.accountName} {place.region}
        <p className={`${layout.note} ${layout.mono}`}>{place.account}</p>
      </td>
      <td className={layout.number}>{place.stacks}</td>
      <td>
        {lastSweep ? (
          <>
            <Age since={lastSweep.endedAt} />, took{' '}
            {formatSpan(lastSweep.seconds)}
          </>
        ) : (
          'none yet'
        )}
        <p className={layout.note}>
          {place.sweptBy
            ? `${place.sweptBy} sweeps now`
            : lastSweep && `by ${lastSweep.replica}`}
        </p>
      </td>
      <td className={layout.number}>{lastSweep?.requests ?? '–'}</td>
      <td className={layout.number}>{lastSweep?.throttled ?? '–'}</td>
      <td className={layout.number}>{lastSweep?.rate ?? '–'}</td>
      <td className={layout.number}>
        {place.driftSeconds === 0 ? '–' : formatSpan(place.driftSeconds)}
        {slowDrift && <Badge tone="warn" label="Too seldom" />}
      </td>
      <td>
        {sources.every(({ stale }) => !stale) ? (
          <Badge tone="good" label="Fresh" />
        ) : (
          <Stale sources={sources} />
        )}
      </td>
    </tr>
  );
}

/** The sources that are older than they should be, each with the reason and its objective. */
function Stale(props: { sources: readonly SourceFreshness[] }) {
  const stale = props.sources.filter(source => source.stale);
  return stale.length === 0 ? null : (
    <ul className={layout.list}>
      {stale.map(({ source, reason, readAt, objectiveSeconds }) => (
        <li key={source}>
          <Badge tone="warn" label="Stale" /> {reason ?? source}
          <p className={layout.note}>
            {readAt ? (
              <>
                {source}, read <Age since={readAt} />
              </>
            ) : (
              `${source}, not read yet`
            )}
            {objectiveSeconds !== undefined &&
              `; at most ${formatSpan(objectiveSeconds)} old is the objective`}
          </p>
        </li>
      ))}
    </ul>
  );
}

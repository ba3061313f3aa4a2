import { Link } from '@backstage/core-components';
import type { DrillItem } from '@plinth/plugin-environments-common';
import { Badge, Tone } from '../components/Badge';
import layout from '../components/layout.module.css';
import { formatMinutes } from './formatMinutes';
import styles from './readiness.module.css';

const EXERCISES: Readonly<Record<string, string>> = {
  'database-failover': 'Failover of the database',
  'documents-failover': 'Failover of the document database',
  'traffic-switch': 'Switch of traffic',
  restore: 'Restore from backups',
};

const VERDICTS: Record<DrillItem['status'], [Tone, string]> = {
  NeverDrilled: ['warn', 'Never drilled'],
  Drilled: ['good', 'Drilled'],
  Due: ['warn', 'Due again'],
  Ahead: ['warn', 'Lies ahead'],
};

/** When each recovery procedure was drilled last, and what was measured against what the templates state. */
export function DrillsTable(props: { drills: DrillItem[] }) {
  return (
    <div
      className={layout.scroll}
      role="group"
      aria-label="Drills"
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the keyboard scrolls it, which has nothing else to stop at
      tabIndex={0}
    >
      <table
        className={`${layout.table} ${styles.table}`}
        aria-label="Drills of recovery"
      >
        <thead>
          <tr>
            <th scope="col">Drill</th>
            <th scope="col">Last held</th>
            <th scope="col" className={layout.number}>
              Away
            </th>
            <th scope="col" className={layout.number}>
              Lost
            </th>
          </tr>
        </thead>
        <tbody>
          {props.drills.map(drill => (
            <tr key={drill.exercise}>
              <th scope="row">{EXERCISES[drill.exercise] ?? drill.exercise}</th>
              <td>
                <LastHeld drill={drill} />
              </td>
              <td className={layout.number}>
                <Measured
                  minutes={drill.last?.minutes}
                  limit={drill.rtoMinutes}
                  name="RTO"
                  held={Boolean(drill.last)}
                />
              </td>
              <td className={layout.number}>
                <Measured
                  minutes={drill.last?.lostMinutes}
                  limit={drill.rpoMinutes}
                  name="RPO"
                  held={Boolean(drill.last)}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function LastHeld(props: { drill: DrillItem }) {
  const { status, last, daysAgo, everyDays, pullRequest } = props.drill;
  const [tone, label] = VERDICTS[status];
  const notAsked = status === 'NeverDrilled' && everyDays === undefined;
  return (
    <>
      <Badge tone={notAsked ? 'mute' : tone} label={label} />
      {last && (
        <div>
          <time dateTime={last.date}>{last.date}</time>
          {daysAgo !== undefined && `, ${fromToday(daysAgo)}`}
          {last.change !== undefined && (
            <>
              {', change '}
              {pullRequest ? (
                <Link to={pullRequest.url}>#{pullRequest.number}</Link>
              ) : (
                `#${last.change}`
              )}
            </>
          )}
        </div>
      )}
      {last?.measured && (
        <div className={layout.note}>measured by its deployment</div>
      )}
      <div className={layout.note}>
        {everyDays === undefined
          ? 'none is due at this stage'
          : `due every ${everyDays} days`}
      </div>
    </>
  );
}

/** A measured time, and in words whether what is stated was kept. */
function Measured(props: {
  minutes: number | undefined;
  limit: number | undefined;
  name: 'RTO' | 'RPO';
  held: boolean;
}) {
  const { minutes, limit, name, held } = props;
  const stated = limit === undefined ? '' : formatMinutes(limit);
  if (minutes === undefined) {
    return (
      <>
        {held ? 'not measured' : '-'}
        {stated && (
          <div className={layout.note}>
            {name} {stated}
          </div>
        )}
      </>
    );
  }
  return (
    <>
      {formatMinutes(minutes)}
      {limit === undefined ? (
        <div className={layout.note}>no {name} is stated</div>
      ) : (
        <div>
          {minutes <= limit ? (
            <Badge tone="good" label={`within ${name} ${stated}`} />
          ) : (
            <Badge tone="bad" label={`over ${name} ${stated}`} />
          )}
        </div>
      )}
    </>
  );
}

function fromToday(daysAgo: number): string {
  if (daysAgo === 0) {
    return 'today';
  }
  const days = Math.abs(daysAgo) === 1 ? 'day' : 'days';
  return daysAgo > 0 ? `${daysAgo} ${days} ago` : `in ${-daysAgo} ${days}`;
}

import { Link } from '@backstage/core-components';
import type {
  ResourcePhase,
  StackTimeline,
} from '@plinth/plugin-environments-common';
import { Badge } from '../components/Badge';
import { formatClock, formatDuration } from '../components/format';
import layout from '../components/layout.module.css';
import { useNow } from '../components/useNow';
import { labelOf, PhaseOutcome, toneOf } from './DeploymentBadge';
import styles from './deployments.module.css';

/** A stretch of time, milliseconds since 1970. */
interface Stretch {
  from: number;
  until: number;
}

/** The time of an operation, from its first beginning to its last end; to now while it goes on. */
export function stretchOf(
  { phases, resources }: Pick<StackTimeline, 'phases' | 'resources'>,
  now: number,
): Stretch {
  const all = [...phases, ...resources.flatMap(each => each.phases)];
  const from = Math.min(...all.map(each => Date.parse(each.startedAt)));
  const until = Math.max(
    ...all.map(each => (each.finishedAt ? Date.parse(each.finishedAt) : now)),
  );
  // What took no time has a bar all the same.
  return { from, until: Math.max(until, from + 1000) };
}

/** Where a phase is in a stretch: percent of it. */
export function placeOf(
  phase: Pick<ResourcePhase, 'startedAt' | 'finishedAt'>,
  { from, until }: Stretch,
): { left: number; width: number } {
  const percent = (time: number) => ((time - from) / (until - from)) * 100;
  const left = percent(Date.parse(phase.startedAt));
  const end = phase.finishedAt ? percent(Date.parse(phase.finishedAt)) : 100;
  return { left, width: Math.max(0, end - left) };
}

/** One operation on a stack: a row for the stack and each resource, with what was done in words and as bars on one axis of time. */
export function StackLanes(props: { stack: StackTimeline }) {
  const { stack } = props;
  const now = useNow(10_000);
  const stretch = stretchOf(stack, now);
  const rows = [
    {
      logicalId: stack.stackName,
      resourceType: 'the stack',
      consoleUrl: stack.consoleUrl,
      phases: stack.phases,
      likelyCause: false,
    },
    ...stack.resources,
  ];
  return (
    <section
      className={stack.nestedIn ? styles.nested : undefined}
      aria-label={`Timeline of ${stack.stackName}`}
    >
      <div className={layout.row}>
        <h3 style={{ margin: 0 }}>{stack.stackName}</h3>
        <span className={layout.note}>
          {stack.account} · {stack.region}
          {stack.nestedIn && <> · nested in {stack.nestedIn}</>}
        </span>
      </div>
      <div
        className={`${layout.scroll} ${styles.scroll}`}
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- keys scroll it, too
        tabIndex={0}
        role="region"
        aria-label={`Resources of ${stack.stackName}`}
      >
        <table className={layout.table}>
          <thead>
            <tr>
              <th scope="col">Resource</th>
              <th scope="col" className={styles.lanes}>
                <span className={layout.hidden}>When</span>
                <span className={styles.axis} aria-hidden>
                  <span>{formatClock(stretch.from)}</span>
                  <span>{formatClock(stretch.until)}</span>
                </span>
              </th>
              <th scope="col">What was done</th>
              <th scope="col" className={layout.number}>
                Took
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(row => (
              <tr
                key={`${row.resourceType} ${row.logicalId}`}
                className={row.likelyCause ? styles.cause : undefined}
              >
                <td className={styles.resource}>
                  <Link to={row.consoleUrl}>{row.logicalId}</Link>
                  <div className={layout.note}>{row.resourceType}</div>
                  {row.likelyCause && <Badge tone="bad" label="Likely cause" />}
                </td>
                <td>
                  <Lane phases={row.phases} stretch={stretch} />
                </td>
                <td>
                  <ul className={layout.list}>
                    {row.phases.map(phase => (
                      <li key={phase.startedAt + phase.action}>
                        <PhaseOutcome phase={phase} />
                        {phase.reason && (
                          <div className={layout.note}>{phase.reason}</div>
                        )}
                      </li>
                    ))}
                  </ul>
                </td>
                <td className={layout.number}>{durationOf(row.phases, now)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function durationOf(phases: readonly ResourcePhase[], now: number): string {
  const first = phases.at(0);
  const last = phases.at(-1);
  return first && last
    ? formatDuration(first.startedAt, last.finishedAt ?? now)
    : '–';
}

function Lane(props: { phases: readonly ResourcePhase[]; stretch: Stretch }) {
  const { phases, stretch } = props;
  return (
    <>
      <span className={layout.hidden}>
        {phases
          .map(
            phase =>
              `${labelOf(phase)}: ${formatClock(phase.startedAt)} to ${
                phase.finishedAt ? formatClock(phase.finishedAt) : 'now'
              }`,
          )
          .join('; ')}
      </span>
      <div className={styles.lane} aria-hidden>
        {phases.map(phase => {
          const { left, width } = placeOf(phase, stretch);
          return (
            <span
              key={phase.startedAt + phase.action}
              className={`${styles.bar} ${styles[toneOf(phase)]}`}
              style={{ left: `min(${left}%, 100% - 3px)`, width: `${width}%` }}
              title={`${labelOf(phase)}, ${formatClock(phase.startedAt)}`}
            />
          );
        })}
      </div>
    </>
  );
}

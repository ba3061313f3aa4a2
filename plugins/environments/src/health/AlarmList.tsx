import { Link } from '@backstage/core-components';
import type { Alarm } from '@plinth/plugin-environments-common';
import { Age } from '../components/Age';
import { Badge, Tone } from '../components/Badge';
import layout from '../components/layout.module.css';

const STATES: Record<Alarm['state'], [Tone, string]> = {
  OK: ['good', 'OK'],
  ALARM: ['bad', 'In alarm'],
  INSUFFICIENT_DATA: ['mute', 'No data yet'],
};

/** The part of an alarm's name that people gave it: without the stack before it and CloudFormation's suffix after it. */
export function shortAlarmName(name: string): string {
  return name
    .replace(/^.*-(?=[A-Z])(?=.*-)/, '')
    .replace(/[0-9A-F]{8}-[A-Z0-9]+$/, '');
}

/** The alarms, those that ring first, each with its runbook. */
export function AlarmList(props: { alarms: Alarm[] }) {
  const { alarms } = props;
  const ringingFirst = [...alarms].sort(
    (a, b) => Number(b.state === 'ALARM') - Number(a.state === 'ALARM'),
  );
  return (
    <section className={layout.panel} aria-label="Alarms">
      <h2>Alarms</h2>
      {alarms.length === 0 ? (
        <p className={layout.note}>No alarm is defined.</p>
      ) : (
        <ul className={layout.list}>
          {ringingFirst.map(alarm => {
            const [tone, label] = STATES[alarm.state];
            return (
              <li key={alarm.name} className={layout.row}>
                <Badge tone={tone} label={label} />
                <span title={alarm.name}>{shortAlarmName(alarm.name)}</span>
                {alarm.state === 'ALARM' && alarm.since && (
                  <span className={layout.note}>
                    for <Age since={alarm.since} suffix="" />
                  </span>
                )}
                {alarm.reason && (
                  <span className={layout.note}>{alarm.reason}</span>
                )}
                {alarm.runbookUrl && <Link to={alarm.runbookUrl}>Runbook</Link>}
                {alarm.consoleUrl && (
                  <Link to={alarm.consoleUrl}>CloudWatch</Link>
                )}
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}

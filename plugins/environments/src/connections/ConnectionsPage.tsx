import { useApi } from '@backstage/core-plugin-api';
import { Button } from '@backstage/ui';
import type { ConnectionFinding } from '@plinth/plugin-environments-common';
import { useRef } from 'react';
import { environmentsApiRef } from '../api/environmentsApiRef';
import { Age } from '../components/Age';
import { Badge, type Tone } from '../components/Badge';
import layout from '../components/layout.module.css';
import { Screen } from '../components/Screen';
import { Empty, Failure, Loading } from '../components/states';
import { usePolled } from '../hooks/usePolled';
import { CollectorsPanel } from './CollectorsPanel';

/** Whoever leaves the page open sees what was found last; every examination costs $0.02. */
const HOUR = 3_600_000;

const STATES: Record<ConnectionFinding['status'], [Tone, string]> = {
  good: ['good', 'There'],
  missing: ['bad', 'Missing'],
  unknown: ['mute', 'Unknown'],
};

/** Whether GitHub and AWS are connected as the guide asks: each thing that it asks for, and how to make what is missing. */
export function ConnectionsPage() {
  const api = useApi(environmentsApiRef);
  // What was found a while ago is enough until somebody has mended something and looks again.
  const maxAge = useRef<number | undefined>(undefined);
  const { value, error, loading, retry } = usePolled(
    signal => api.examineConnections({ maxAge: maxAge.current }, { signal }),
    [],
    () => HOUR,
  );
  const lookAgain = () => {
    maxAge.current = 0;
    retry();
  };
  return (
    <Screen
      title="Connections"
      note="Whether GitHub and AWS are connected as the guide asks, and how fresh what they tell is"
    >
      <div className={layout.stack}>
        <CollectorsPanel />
        {loading && <Loading label="Looking at GitHub and AWS" />}
        {error && (
          <Failure
            title="The connections could not be examined"
            error={error}
            retry={retry}
          />
        )}
        {value && (
          <>
            <div className={layout.row}>
              <span>{summaryOf(value.items)}</span>
              <span className={layout.note}>
                examined <Age since={value.examinedAt} />
              </span>
              <Button variant="secondary" size="small" onPress={lookAgain}>
                Look again
              </Button>
            </div>
            {value.items.length === 0 && (
              <Empty title="Nothing is configured that could be connected" />
            )}
            {subjectsOf(value.items).map(subject => (
              <SubjectPanel
                key={subject}
                subject={subject}
                findings={value.items.filter(
                  finding => finding.subject === subject,
                )}
              />
            ))}
          </>
        )}
      </div>
    </Screen>
  );
}

/** How many of each, in words. */
function summaryOf(findings: readonly ConnectionFinding[]): string {
  const count = (status: ConnectionFinding['status']) =>
    findings.filter(finding => finding.status === status).length;
  return `${count('good')} there, ${count('missing')} missing, ${count('unknown')} that cannot be told`;
}

/** The subjects in the order of the guide, those first of which something is not there. */
function subjectsOf(findings: readonly ConnectionFinding[]): string[] {
  const all = new Set(findings.map(({ subject }) => subject));
  const open = new Set(
    findings
      .filter(({ status }) => status !== 'good')
      .map(({ subject }) => subject),
  );
  return [...all].sort((a, b) => Number(open.has(b)) - Number(open.has(a)));
}

function SubjectPanel(props: {
  subject: string;
  findings: readonly ConnectionFinding[];
}) {
  const { subject, findings } = props;
  return (
    <section className={layout.panel} aria-label={subject}>
      <h2>{subject}</h2>
      <div className={layout.scroll}>
        <table className={layout.table}>
          <thead>
            <tr>
              <th>State</th>
              <th>Check</th>
              <th>Found</th>
            </tr>
          </thead>
          <tbody>
            {findings.map(({ check, status, found, remedy }) => (
              <tr key={check}>
                <td>
                  <Badge tone={STATES[status][0]} label={STATES[status][1]} />
                </td>
                <td className={`${layout.mono} ${layout.oneLine}`}>{check}</td>
                <td>
                  {found}
                  {remedy && <p className={layout.note}>{remedy}</p>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

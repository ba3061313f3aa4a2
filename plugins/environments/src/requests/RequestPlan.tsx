import { Link } from '@backstage/core-components';
import type { RequestStory } from '@plinth/plugin-environments-common';
import { Age } from '../components/Age';
import { Badge } from '../components/Badge';
import { formatDollars } from '../components/format';
import layout from '../components/layout.module.css';

/** What would change, and what it would cost, by the newest plan. */
export function RequestPlan(props: { plan: RequestStory['plan'] }) {
  const { plan } = props;
  return (
    <section className={layout.panel} aria-label="Plan">
      <h2>Plan</h2>
      {!plan && (
        <p className={layout.note}>The portal has recorded no plan yet.</p>
      )}
      {plan && (
        <div className={layout.stack} style={{ gap: 8 }}>
          <div className={layout.row}>
            <Badge
              tone={plan.outcome === 'passed' ? 'good' : 'bad'}
              label={plan.outcome === 'passed' ? 'Passed' : 'Failed'}
            />
            <span>
              {plan.url ? (
                <Link to={plan.url}>{plan.summary ?? 'The whole plan'}</Link>
              ) : (
                (plan.summary ?? `Plan ${plan.hash.slice(0, 12)}`)
              )}
            </span>
            <span className={layout.note}>
              <Age since={plan.at} />
            </span>
          </div>
          {!plan.ofHead && (
            <p className={layout.note}>
              It is of an earlier push; what the branch holds now is planned
              again.
            </p>
          )}
          {plan.stacks && plan.stacks.length > 0 && (
            <div className={layout.scroll}>
              <table className={layout.table}>
                <thead>
                  <tr>
                    <th>Stack</th>
                    <th>Place</th>
                    <th className={layout.number}>Changes</th>
                    <th className={layout.number}>A month</th>
                  </tr>
                </thead>
                <tbody>
                  {plan.stacks.map(stack => (
                    <tr
                      key={`${stack.account} ${stack.region} ${stack.stackName}`}
                    >
                      <td>{stack.stackName}</td>
                      <td className={layout.note}>
                        {[stack.account, stack.region]
                          .filter(Boolean)
                          .join(', ')}
                      </td>
                      <td className={layout.number}>{stack.changes}</td>
                      <td className={layout.number}>
                        {costDelta(stack.monthlyCostDelta)}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
        </div>
      )}
    </section>
  );
}

function costDelta(amount: number | undefined): string {
  if (amount === undefined) {
    return '–';
  }
  return `${amount > 0 ? '+' : ''}${formatDollars(amount)}`;
}

import { Link } from '@backstage/core-components';
import type { Costs } from '@plinth/plugin-environments-common';
import { formatDollars, shortSha } from '../components/format';
import layout from '../components/layout.module.css';

/** The same days as the chart, newest first, for reading and for screen readers. */
export function CostTable(props: { costs: Costs }) {
  const { days, commits = [], anomalies = [] } = props.costs;
  return (
    <details>
      <summary>Daily figures</summary>
      <div className={layout.scroll}>
        <table className={layout.table} aria-label="Daily cost">
          <thead>
            <tr>
              <th scope="col">Day (UTC)</th>
              <th scope="col" className={layout.number}>
                Cost (US$)
              </th>
              <th scope="col">Deployed</th>
              <th scope="col">Remark</th>
            </tr>
          </thead>
          <tbody>
            {[...days].reverse().map(day => {
              const anomaly = anomalies.find(item => item.date === day.date);
              return (
                <tr key={day.date}>
                  <td>{day.date}</td>
                  <td className={layout.number}>{formatDollars(day.amount)}</td>
                  <td>
                    {commits
                      .filter(item => item.date === day.date)
                      .map(({ commit }) => (
                        <Link
                          key={commit.sha}
                          to={commit.url}
                          className={layout.mono}
                        >
                          {shortSha(commit.sha)}{' '}
                        </Link>
                      ))}
                  </td>
                  <td className={layout.note}>
                    {anomaly &&
                      `unusual: ${formatDollars(anomaly.expected)} was expected. `}
                    {day.estimated && 'still an estimate'}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </details>
  );
}

import type { EnvironmentRow } from '@plinth/plugin-environments-common';
import layout from '../components/layout.module.css';

/** Counts over the rows shown: what needs somebody's attention. */
export function FleetSummary(props: { rows: EnvironmentRow[]; total: number }) {
  const { rows, total } = props;
  const count = (matches: (row: EnvironmentRow) => boolean) =>
    rows.filter(matches).length;
  const figures: [string, number][] = [
    ['Units', total],
    ['Healthy', count(row => row.health === 'Healthy')],
    [
      'Degraded or failed',
      count(row => row.health === 'Degraded' || row.health === 'Failed'),
    ],
    ['Drifted', count(row => row.sync === 'Drifted')],
    ['Behind main', count(row => row.sync === 'Behind')],
    [
      'Over budget',
      count(row =>
        Boolean(
          row.monthlyBudget && (row.monthToDate ?? 0) > row.monthlyBudget,
        ),
      ),
    ],
  ];
  return (
    <dl className={layout.grid} style={{ margin: 0 }}>
      {figures.map(([label, figure]) => (
        <div key={label} className={layout.panel}>
          <dt className={layout.note}>{label}</dt>
          <dd className={layout.figure}>{figure}</dd>
        </div>
      ))}
    </dl>
  );
}

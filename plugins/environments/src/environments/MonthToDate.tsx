import type { EnvironmentRow } from '@plinth/plugin-environments-common';
import { formatDollars } from '../components/format';
import layout from '../components/layout.module.css';
import styles from './MonthToDate.module.css';

/** The cost of the current month, against the budget where there is one. */
export function MonthToDate(props: { row: EnvironmentRow }) {
  const { monthToDate, monthlyBudget } = props.row;
  if (monthToDate === null || monthToDate === undefined) {
    return <span className={layout.note}>no data yet</span>;
  }
  if (!monthlyBudget) {
    return <>{formatDollars(monthToDate)}</>;
  }
  const over = monthToDate > monthlyBudget;
  return (
    <>
      {formatDollars(monthToDate)}
      <div className={layout.note}>
        {over ? 'over ' : 'of '}
        {formatDollars(monthlyBudget)}
      </div>
      <div className={styles.bar} aria-hidden>
        <div
          className={over ? styles.over : styles.within}
          style={{
            width: `${Math.min(100, (monthToDate / monthlyBudget) * 100)}%`,
          }}
        />
      </div>
    </>
  );
}

import type { FleetCounts } from '@plinth/plugin-environments-common';
import layout from '../components/layout.module.css';
import styles from './FleetSummary.module.css';
import type { FleetQuery, StateFilter } from './useFleetQuery';

/** A figure, and what it filters by when it is pressed; the first filters by no state. */
type Tile = [label: string, figure: number, filter?: StateFilter];

function tilesOf({ units, health, sync, overBudget }: FleetCounts): Tile[] {
  return [
    ['Units', units],
    ['Healthy', health.Healthy ?? 0, ['health', 'Healthy']],
    ['Degraded', health.Degraded ?? 0, ['health', 'Degraded']],
    ['Failed', health.Failed ?? 0, ['health', 'Failed']],
    ['Drifted', sync.Drifted ?? 0, ['sync', 'Drifted']],
    ['Behind main', sync.Behind ?? 0, ['sync', 'Behind']],
    ['Over budget', overBudget, ['budget', 'over']],
  ];
}

/** Counts by state, of what all other filters let through: what needs somebody's attention. A press shows only those, and another all again. */
export function FleetSummary(props: {
  counts: FleetCounts;
  query: FleetQuery['query'];
  set: FleetQuery['set'];
}) {
  const { counts, query, set } = props;
  const all = { health: '', sync: '', budget: '' };
  return (
    <div className={styles.tiles} role="group" aria-label="By state">
      {tilesOf(counts).map(([label, figure, filter]) => {
        const pressed = filter
          ? query[filter[0]] === filter[1]
          : !query.health && !query.sync && !query.budget;
        return (
          <button
            key={label}
            type="button"
            className={`${layout.panel} ${styles.tile}`}
            aria-pressed={pressed}
            onClick={() =>
              set(filter && !pressed ? { ...all, [filter[0]]: filter[1] } : all)
            }
          >
            <span className={layout.note}>{label}</span>{' '}
            <span className={layout.figure}>{figure}</span>
          </button>
        );
      })}
    </div>
  );
}

import { useApi } from '@backstage/core-plugin-api';
import {
  STAGES,
  type BlueprintList,
  type FleetMatrix as Matrix,
  type Stage,
} from '@plinth/plugin-environments-common';
import { environmentsApiRef } from '../api/environmentsApiRef';
import layout from '../components/layout.module.css';
import { StaleBanner } from '../components/Freshness';
import { Pager } from '../components/Pager';
import { Empty, Failure, Loading } from '../components/states';
import { useBlueprints } from '../formFields/useBlueprints';
import { useLivePolled } from '../live/useLivePolled';
import { MatrixCell } from './MatrixCell';
import { untilNextReading } from './untilNextReading';
import type { FleetQuery } from './useFleetQuery';
import { useRequestableStages } from './useRequestableStages';
import styles from './FleetMatrix.module.css';

/** Stages that stand in the matrix if nothing is there, since what is missing says as much. */
const ALWAYS: readonly Stage[] = ['dev', 'staging', 'production'];

/** Until it is known which versions are newer, nothing is offered for promotion. */
const NO_BLUEPRINTS: BlueprintList = { items: [] };

/** Systems by stages, as people think of promotion: what runs where, in which version, and how it is. */
export function FleetMatrix(props: FleetQuery) {
  const api = useApi(environmentsApiRef);
  const { filter, query, set } = props;
  const matrix = useLivePolled(
    signal =>
      api.getFleetMatrix({ ...filter, cursor: query.cursor }, { signal }),
    [filter, query.cursor],
    value => untilNextReading(value && { items: rowsOf(value) }),
  );
  const { list: blueprints = NO_BLUEPRINTS } = useBlueprints('versions');
  const requestable = useRequestableStages();
  if (matrix.error && !matrix.value) {
    return (
      <Failure
        title="The systems could not be read"
        error={matrix.error}
        retry={matrix.retry}
      />
    );
  }
  if (!matrix.value) {
    return <Loading label="Reading the systems" />;
  }
  const { items, totalItems, pageInfo } = matrix.value;
  if (items.length === 0) {
    return <Empty title="No environment matches these filters" />;
  }
  const stages = filter.stage
    ? [filter.stage]
    : STAGES.filter(
        stage =>
          ALWAYS.includes(stage) ||
          items.some(({ cells }) => cells.some(cell => cell.stage === stage)),
      );
  const stale = rowsOf(matrix.value).find(({ freshness }) => freshness.stale);
  return (
    <div className={layout.stack}>
      {stale && <StaleBanner freshness={stale.freshness} />}
      <div
        className={layout.scroll}
        role="region"
        aria-label="Systems by stage"
      >
        <table className={`${layout.table} ${styles.matrix}`}>
          <thead>
            <tr>
              <th scope="col">System</th>
              {stages.map(stage => (
                <th key={stage} scope="col">
                  {stage}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {items.map(({ system, cells }) => (
              <tr key={system}>
                <th scope="row">{system}</th>
                {stages.map(stage => (
                  <td key={stage} data-stage={stage}>
                    <MatrixCell
                      system={system}
                      stage={stage}
                      cells={cells}
                      blueprints={blueprints}
                      mayRequest={requestable.has(stage)}
                      onAll={() => set({ view: '', system, stage })}
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className={layout.row}>
        <span className={layout.note}>
          {items.length} of {totalItems} systems
        </span>
        <span style={{ flex: 1 }} />
        <Pager pageInfo={pageInfo} onPage={cursor => set({ cursor })} />
      </div>
    </div>
  );
}

function rowsOf({ items }: Matrix) {
  return items.flatMap(({ cells }) => cells.flatMap(cell => cell.items));
}

import { Link } from '@backstage/core-components';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { usePermission } from '@backstage/plugin-permission-react';
import { Button } from '@backstage/ui';
import {
  environmentUpdatePermission,
  type BlueprintList,
  type EnvironmentRow,
  type FleetCell,
  type Stage,
} from '@plinth/plugin-environments-common';
import { HealthBadge } from '../components/StatusBadges';
import { shortSha } from '../components/format';
import layout from '../components/layout.module.css';
import { newEnvironmentHref, promoteHref } from '../life/lifeSteps';
import { nextOnTheWay, promotedFrom } from './promotion';
import styles from './FleetMatrix.module.css';

/** What a system has at a stage; where it has nothing, the way to have what stands before it, for who may ask for that. */
export function MatrixCell(props: {
  system: string;
  stage: Stage;
  cells: FleetCell[];
  blueprints: BlueprintList;
  mayRequest: boolean;
  onAll: () => void;
}) {
  const { system, stage, cells, blueprints, mayRequest, onAll } = props;
  const cell = cells.find(each => each.stage === stage);
  if (!cell) {
    const from = nextOnTheWay(cells, stage);
    return from && mayRequest ? (
      <Link
        to={newEnvironmentHref({
          name: `${system}-${stage}`,
          owner: from.owner,
          stage,
          blueprint: from.blueprint.split('@')[0],
        })}
        aria-label={`Promote ${from.name} to ${stage}`}
      >
        Promote
      </Link>
    ) : (
      <span className={layout.note}>–</span>
    );
  }
  return (
    <>
      {cell.items.map(row => (
        <MatrixUnit
          key={row.entityRef}
          row={row}
          from={promotedFrom(cells, row, blueprints)}
        />
      ))}
      {cell.units > cell.items.length && (
        <Button variant="tertiary" size="small" onPress={onAll}>
          {cell.units - cell.items.length} more
        </Button>
      )}
    </>
  );
}

function MatrixUnit(props: { row: EnvironmentRow; from?: EnvironmentRow }) {
  const { row, from } = props;
  const [, version] = row.blueprint.split('@');
  const commit = row.deployedCommit ?? row.lastCommit;
  return (
    <div className={styles.unit}>
      <EntityRefLink entityRef={row.entityRef}>{row.name}</EntityRefLink>
      <HealthBadge status={row.health} title={row.healthReason} />
      <span className={layout.note}>
        {version && `${version} · `}
        {commit ? (
          <Link to={commit.url} className={layout.mono}>
            {shortSha(commit.sha)}
          </Link>
        ) : (
          'not deployed'
        )}
      </span>
      {from && <PromoteLink row={row} from={from} />}
    </div>
  );
}

/** The way to give a unit what another one has, for who may ask for that. */
function PromoteLink(props: { row: EnvironmentRow; from: EnvironmentRow }) {
  const { row, from } = props;
  const { allowed } = usePermission({
    permission: environmentUpdatePermission,
    resourceRef: row.entityRef,
  });
  return allowed ? (
    <Link
      to={promoteHref(from.entityRef, row.entityRef)}
      aria-label={`Promote ${from.name} to ${row.name}`}
    >
      Promote {from.blueprint.split('@')[1]}
    </Link>
  ) : null;
}

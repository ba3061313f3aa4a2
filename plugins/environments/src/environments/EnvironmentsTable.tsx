import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { Link } from '@backstage/core-components';
import type { EnvironmentRow } from '@plinth/plugin-environments-common';
import { parseEntityRef } from '@backstage/catalog-model';
import { Age, TimeLeft } from '../components/Age';
import { PipelineLink } from '../components/PipelineLink';
import { HealthBadge, SyncBadge } from '../components/StatusBadges';
import { formatRef, shortSha } from '../components/format';
import layout from '../components/layout.module.css';
import { useNarrow } from '../components/useNarrow';
import { LifeMenu } from '../life/LifeMenu';
import { MonthToDate } from './MonthToDate';

interface ColumnDefinition {
  title: string;
  /** What to order by; a column without one cannot be sorted. */
  orderBy?: string;
  number?: boolean;
  /** Only read out, where the cells say it to whoever sees them. */
  hidden?: boolean;
  cell(row: EnvironmentRow): React.ReactNode;
}

const COLUMNS: ColumnDefinition[] = [
  {
    title: 'Name',
    orderBy: 'name',
    cell: row => (
      <>
        <EntityRefLink entityRef={row.entityRef} className={layout.oneLine}>
          {row.name}
        </EntityRefLink>
        {row.environment && (
          <div className={`${layout.note} ${layout.oneLine}`}>
            tenant of {parseEntityRef(row.environment).name}
          </div>
        )}
      </>
    ),
  },
  // Beside the name, where it is in sight at any width.
  { title: 'Requests', hidden: true, cell: row => <LifeMenu row={row} /> },
  {
    title: 'Health',
    orderBy: 'health',
    cell: row => <HealthBadge status={row.health} title={row.healthReason} />,
  },
  {
    title: 'Sync',
    orderBy: 'sync',
    cell: row => (
      <>
        <SyncBadge status={row.sync} />
        {row.pipeline && (
          <div>
            <PipelineLink pipeline={row.pipeline} />
          </div>
        )}
      </>
    ),
  },
  { title: 'Stage', orderBy: 'stage', cell: row => row.stage },
  {
    title: 'Account',
    orderBy: 'account',
    cell: row => (
      <>
        {row.accountName ?? row.account}
        {row.accountName && <div className={layout.note}>{row.account}</div>}
        <div className={`${layout.note} ${layout.oneLine}`}>{row.region}</div>
      </>
    ),
  },
  {
    title: 'Owner',
    orderBy: 'owner',
    cell: row => (
      <EntityRefLink entityRef={row.owner}>
        {formatRef(row.owner)}
      </EntityRefLink>
    ),
  },
  {
    title: 'Month to date',
    orderBy: 'monthToDate',
    number: true,
    cell: row => <MonthToDate row={row} />,
  },
  {
    title: 'Last commit',
    cell: row =>
      row.lastCommit ? (
        <>
          <Link to={row.lastCommit.url} className={layout.mono}>
            {shortSha(row.lastCommit.sha)}
          </Link>
          {row.lastCommit.committedAt && (
            <div className={layout.note}>
              <Age since={row.lastCommit.committedAt} />
            </div>
          )}
          {row.lastDeployedAt && (
            <div className={`${layout.note} ${layout.oneLine}`}>
              deployed <Age since={row.lastDeployedAt} />
            </div>
          )}
        </>
      ) : (
        '–'
      ),
  },
  {
    title: 'Age',
    orderBy: 'createdAt',
    number: true,
    cell: row => (
      <>
        {row.createdAt ? <Age since={row.createdAt} suffix="" /> : '–'}
        {row.endsAt && (
          <div className={`${layout.note} ${layout.oneLine}`}>
            <TimeLeft until={row.endsAt} />
          </div>
        )}
      </>
    ),
  },
];

/** On a narrow screen: how each unit is before who it is, and what is done about it; the rest is on its page. */
const NARROW = ['Health', 'Name', 'Requests', 'Sync', 'Month to date'].map(
  title => COLUMNS.find(column => column.title === title)!,
);

function ariaSort(orderBy: string | undefined, by: string | undefined) {
  if (!by) {
    return undefined;
  }
  if (orderBy === by) {
    return 'ascending';
  }
  return orderBy === `-${by}` ? 'descending' : 'none';
}

const ARROWS = { ascending: ' ↑', descending: ' ↓', none: '' };

/** The fleet as a table; a click on a heading sorts. */
export function EnvironmentsTable(props: {
  rows: EnvironmentRow[];
  orderBy: string | undefined;
  onOrderBy(orderBy: string): void;
}) {
  const { rows, orderBy, onOrderBy } = props;
  const columns = useNarrow() ? NARROW : COLUMNS;
  return (
    <div className={layout.scroll} role="region" aria-label="Environments">
      <table className={layout.table}>
        <thead>
          <tr>
            {columns.map(column => {
              const sorted = ariaSort(orderBy, column.orderBy);
              return (
                <th
                  key={column.title}
                  scope="col"
                  aria-sort={sorted}
                  className={column.number ? layout.number : undefined}
                >
                  {column.orderBy && sorted ? (
                    <button
                      type="button"
                      className={layout.sort}
                      onClick={() =>
                        onOrderBy(
                          sorted === 'ascending'
                            ? `-${column.orderBy}`
                            : column.orderBy!,
                        )
                      }
                    >
                      {column.title}
                      <span aria-hidden>{ARROWS[sorted]}</span>
                    </button>
                  ) : (
                    <span className={column.hidden ? layout.hidden : undefined}>
                      {column.title}
                    </span>
                  )}
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {rows.map(row => (
            <tr key={row.entityRef}>
              {columns.map(column => (
                <td
                  key={column.title}
                  className={column.number ? layout.number : undefined}
                >
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

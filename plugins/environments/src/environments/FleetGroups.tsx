import { useApi } from '@backstage/core-plugin-api';
import { Button } from '@backstage/ui';
import type {
  FleetGroup,
  FleetGrouping,
  FleetSums,
  HealthStatus,
} from '@plinth/plugin-environments-common';
import { HEALTH_STATUSES } from '@plinth/plugin-environments-common';
import { Fragment, useId, useState } from 'react';
import { environmentsApiRef } from '../api/environmentsApiRef';
import { formatCents, formatRef } from '../components/format';
import layout from '../components/layout.module.css';
import { Badge } from '../components/Badge';
import { HealthBadge } from '../components/StatusBadges';
import { Empty, Failure, Loading } from '../components/states';
import { useLivePolled } from '../live/useLivePolled';
import { EnvironmentsTable } from './EnvironmentsTable';
import type { FleetQuery } from './useFleetQuery';

/** Units of an opened group; the list has the others. */
const SHOWN = 20;
const AGAIN_MS = 15_000;

const TITLES: Record<FleetGrouping, string> = {
  stage: 'Stage',
  account: 'Account',
  owner: 'Team',
  blueprint: 'Blueprint',
};

/** The fleet in groups, whose sums are of all units that match and add up to the total; a group opens to its units. */
export function FleetGroups(props: FleetQuery) {
  const api = useApi(environmentsApiRef);
  const { by, filter, set } = props;
  const groups = useLivePolled(
    signal => api.groupEnvironments({ ...filter, by }, { signal }),
    [filter, by],
    () => AGAIN_MS,
  );
  if (groups.error && !groups.value) {
    return (
      <Failure
        title="The groups could not be read"
        error={groups.error}
        retry={groups.retry}
      />
    );
  }
  if (!groups.value) {
    return <Loading label="Reading the groups" />;
  }
  const { items, total } = groups.value;
  if (items.length === 0) {
    return <Empty title="No environment matches these filters" />;
  }
  const priced = total.unpriced < total.units;
  return (
    <div className={layout.stack}>
      <div className={layout.scroll} role="region" aria-label="Groups">
        <table className={layout.table}>
          <thead>
            <tr>
              <th scope="col">{TITLES[by]}</th>
              <th scope="col" className={layout.number}>
                Units
              </th>
              <th scope="col">Health</th>
              {priced && <AmountTitles />}
            </tr>
          </thead>
          <tbody>
            {items.map(group => (
              <GroupRows
                key={`${by} ${group.value}`}
                group={group}
                by={by}
                filter={filter}
                priced={priced}
                onAll={() => set({ view: '', [by]: group.value })}
              />
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">Total</th>
              <SumCells sums={total} priced={priced} />
            </tr>
          </tfoot>
        </table>
      </div>
      <p className={layout.note}>
        {priced
          ? 'US dollars of this month, by the tags of the units. What the bills of accounts hold besides stands under their cost.'
          : 'You may not read what these units cost.'}
        {priced &&
          total.unpriced > 0 &&
          ` The cost of ${total.unpriced} of them is left out, since you may not read it.`}
      </p>
    </div>
  );
}

function AmountTitles() {
  return (
    <>
      <th scope="col" className={layout.number}>
        Month to date
      </th>
      <th scope="col" className={layout.number}>
        Forecast
      </th>
      <th scope="col" className={layout.number}>
        Budget
      </th>
    </>
  );
}

function GroupRows(props: {
  group: FleetGroup;
  by: FleetGrouping;
  filter: FleetQuery['filter'];
  priced: boolean;
  onAll: () => void;
}) {
  const { group, by, filter, priced, onAll } = props;
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <Fragment>
      <tr>
        <th scope="row">
          <Button
            variant="tertiary"
            size="small"
            aria-expanded={open}
            aria-controls={id}
            onPress={() => setOpen(!open)}
          >
            <span aria-hidden>{open ? '▾' : '▸'}</span> {nameOf(group, by)}
          </Button>
        </th>
        <SumCells sums={group} priced={priced} />
      </tr>
      <tr id={id} hidden={!open}>
        <td colSpan={priced ? 6 : 3}>
          {open && (
            <GroupUnits
              filter={{ ...filter, [by]: group.value }}
              units={group.units}
              onAll={onAll}
            />
          )}
        </td>
      </tr>
    </Fragment>
  );
}

/** The units of an opened group, the worst first. */
function GroupUnits(props: {
  filter: FleetQuery['filter'];
  units: number;
  onAll: () => void;
}) {
  const api = useApi(environmentsApiRef);
  const { filter, units, onAll } = props;
  const [orderBy, setOrderBy] = useState('-health');
  const page = useLivePolled(
    signal =>
      api.listEnvironments({ ...filter, orderBy, limit: SHOWN }, { signal }),
    [filter, orderBy],
    () => AGAIN_MS,
  );
  if (page.error && !page.value) {
    return (
      <Failure
        title="The environments could not be read"
        error={page.error}
        retry={page.retry}
      />
    );
  }
  if (!page.value) {
    return <Loading label="Reading the environments" lines={3} />;
  }
  return (
    <>
      <EnvironmentsTable
        rows={page.value.items}
        orderBy={orderBy}
        onOrderBy={setOrderBy}
      />
      {units > SHOWN && (
        <Button variant="secondary" size="small" onPress={onAll}>
          All {units} in the list
        </Button>
      )}
    </>
  );
}

function SumCells(props: { sums: FleetSums; priced: boolean }) {
  const { sums, priced } = props;
  return (
    <>
      <td className={layout.number}>{sums.units}</td>
      <td>
        <div className={layout.row}>
          {HEALTH_STATUSES.map(status => (
            <HealthCount
              key={status}
              status={status}
              units={sums.health[status] ?? 0}
            />
          ))}
          {sums.drifted > 0 && (
            <Badge tone="warn" label={`${sums.drifted} drifted`} />
          )}
          {sums.overBudget > 0 && (
            <Badge tone="bad" label={`${sums.overBudget} over budget`} />
          )}
        </div>
      </td>
      {priced &&
        [sums.monthToDate, sums.forecast, sums.monthlyBudget].map(
          (amount, index) => (
            <td key={index} className={layout.number}>
              {amount === null || amount === undefined
                ? '–'
                : formatCents(amount)}
            </td>
          ),
        )}
    </>
  );
}

function HealthCount(props: { status: HealthStatus; units: number }) {
  const { status, units } = props;
  return units === 0 ? null : (
    <span className={layout.oneLine}>
      {units} <HealthBadge status={status} />
    </span>
  );
}

function nameOf({ value, name }: FleetGroup, by: FleetGrouping): string {
  switch (by) {
    case 'owner':
      return formatRef(value) || 'nobody';
    case 'account':
      return name ? `${name} (${value})` : value;
    default:
      return value || 'not known yet';
  }
}

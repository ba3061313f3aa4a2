import { Button, SearchField, Select } from '@backstage/ui';
import {
  HEALTH_STATUSES,
  STAGES,
  SYNC_STATUSES,
  type FleetFacets,
  type ListEnvironmentsQuery,
} from '@plinth/plugin-environments-common';
import { useEffect, useId, useState } from 'react';
import { formatRef } from '../components/format';
import { labelOfSync } from '../components/StatusBadges';
import { CHOICES, type Choice, type Filter } from './useFleetQuery';
import styles from './FleetFilters.module.css';

/** A value that can be chosen, and what it is called where that is something else. */
type Option = string | { value: string; label: string };

/** One filter: a choice among values, or any. */
function FilterSelect(props: {
  label: string;
  value: string | undefined;
  values: readonly Option[];
  onChange(value: string): void;
}) {
  const { label, value, values, onChange } = props;
  return (
    <Select
      label={label}
      size="small"
      options={[
        { value: 'any', label: 'Any' },
        ...values.map(item =>
          typeof item === 'string' ? { value: item, label: item } : item,
        ),
      ]}
      value={value ?? 'any'}
      onChange={key => onChange(key === 'any' ? '' : String(key))}
    />
  );
}

/** What each filter offers. What comes from the fleet is offered as far as it was read. */
function filtersOf(
  query: ListEnvironmentsQuery,
  facets: FleetFacets | undefined,
): Record<Choice, { label: string; values: readonly Option[] }> {
  // What is chosen is offered before the fleet was read, and where nothing of it can be read any more.
  const offered = (values: string[] = [], chosen: string | undefined) =>
    chosen && !values.includes(chosen) ? [...values, chosen] : values;
  const names = new Map(
    facets?.accounts.map(({ account, name }) => [account, name]),
  );
  return {
    kind: { label: 'Kind', values: ['environment', 'tenant'] },
    stage: { label: 'Stage', values: STAGES },
    account: {
      label: 'Account',
      values: offered([...names.keys()], query.account).map(account => ({
        value: account,
        label: names.get(account)
          ? `${names.get(account)} (${account})`
          : account,
      })),
    },
    region: {
      label: 'Region',
      values: offered(facets?.regions, query.region),
    },
    health: { label: 'Health', values: HEALTH_STATUSES },
    sync: {
      label: 'Sync',
      values: SYNC_STATUSES.map(value => ({
        value,
        label: labelOfSync(value),
      })),
    },
    budget: {
      label: 'Budget',
      values: [{ value: 'over', label: 'Over budget' }],
    },
    owner: {
      label: 'Owner',
      values: offered(facets?.owners, query.owner).map(owner => ({
        value: owner,
        label: formatRef(owner),
      })),
    },
    blueprint: {
      label: 'Blueprint',
      values: offered(facets?.blueprints, query.blueprint),
    },
  };
}

/** Search and filters over the fleet; a narrow screen shows the filters behind a button, which counts those in use. */
export function FleetFilters(props: {
  query: ListEnvironmentsQuery;
  /** Undefined until the fleet was read. */
  facets: FleetFacets | undefined;
  set(changes: Partial<Record<Filter, string>>): void;
}) {
  const { query, facets, set } = props;
  const [text, setText] = useState(query.q ?? '');
  const [open, setOpen] = useState(false);
  const choices = useId();
  const inUse = CHOICES.filter(choice => query[choice]).length;
  useEffect(() => setText(query.q ?? ''), [query.q]);
  // Typing asks the back end when it pauses, not at each key.
  useEffect(() => {
    if (text === (query.q ?? '')) {
      return undefined;
    }
    const timer = setTimeout(() => set({ q: text }), 250);
    return () => clearTimeout(timer);
  }, [text, query.q, set]);

  const filters = filtersOf(query, facets);
  return (
    <div className={styles.filters} role="search" aria-label="Environments">
      <div className={styles.search}>
        <SearchField
          label="Search"
          size="small"
          placeholder="Name, owner, account …"
          value={text}
          onChange={setText}
        />
      </div>
      {query.system && (
        <div>
          <Button
            variant="secondary"
            size="small"
            onPress={() => set({ system: '' })}
          >
            System {query.system} <span aria-hidden>×</span>
          </Button>
        </div>
      )}
      <div className={styles.disclosure}>
        <Button
          variant="secondary"
          size="small"
          aria-expanded={open}
          aria-controls={choices}
          onPress={() => setOpen(!open)}
        >
          {inUse > 0 ? `Filters (${inUse})` : 'Filters'}
        </Button>
      </div>
      <div
        id={choices}
        className={open ? styles.choices : `${styles.choices} ${styles.closed}`}
      >
        {CHOICES.map(choice => (
          <FilterSelect
            key={choice}
            {...filters[choice]}
            value={query[choice]}
            onChange={value => set({ [choice]: value })}
          />
        ))}
      </div>
    </div>
  );
}

import { Button, SearchField, Select } from '@backstage/ui';
import type {
  FleetFacets,
  ListEnvironmentsQuery,
} from '@plinth/plugin-environments-common';
import { useEffect, useId, useState } from 'react';
import { formatRef } from '../components/format';
import type { Filter } from './useFleetQuery';
import styles from './FleetFilters.module.css';

const STAGES = ['preview', 'dev', 'staging', 'production', 'shared'];
const HEALTH = [
  'Healthy',
  'Progressing',
  'Degraded',
  'Failed',
  'Missing',
  'Unknown',
];
const SYNC = [
  { value: 'InSync', label: 'In sync' },
  'Drifted',
  'Behind',
  'Unknown',
];
const BUDGET = [{ value: 'over', label: 'Over budget' }];
const KINDS = ['environment', 'tenant'];

/** One filter: a choice among values, or any. */
function FilterSelect(props: {
  label: string;
  value: string | undefined;
  values: readonly (string | { value: string; label: string })[];
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

/** What the search words leave to choose from; these all fit above a phone's fold only when they are asked for. */
const CHOICES = [
  'kind',
  'stage',
  'account',
  'region',
  'health',
  'sync',
  'budget',
  'owner',
] as const;

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

  // What is chosen is offered before the fleet was read, and where nothing of it can be read any more.
  const offered = (values: string[] = [], chosen: string | undefined) =>
    chosen && !values.includes(chosen) ? [...values, chosen] : values;
  const names = new Map(
    facets?.accounts.map(({ account, name }) => [account, name]),
  );
  const accounts = offered([...names.keys()], query.account).map(account => ({
    value: account,
    label: names.get(account) ? `${names.get(account)} (${account})` : account,
  }));
  const regions = offered(facets?.regions, query.region);
  const owners = offered(facets?.owners, query.owner).map(owner => ({
    value: owner,
    label: formatRef(owner),
  }));
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
        <FilterSelect
          label="Kind"
          values={KINDS}
          value={query.kind}
          onChange={kind => set({ kind })}
        />
        <FilterSelect
          label="Stage"
          values={STAGES}
          value={query.stage}
          onChange={stage => set({ stage })}
        />
        <FilterSelect
          label="Account"
          values={accounts}
          value={query.account}
          onChange={account => set({ account })}
        />
        <FilterSelect
          label="Region"
          values={regions}
          value={query.region}
          onChange={region => set({ region })}
        />
        <FilterSelect
          label="Health"
          values={HEALTH}
          value={query.health}
          onChange={health => set({ health })}
        />
        <FilterSelect
          label="Sync"
          values={SYNC}
          value={query.sync}
          onChange={sync => set({ sync })}
        />
        <FilterSelect
          label="Budget"
          values={BUDGET}
          value={query.budget}
          onChange={budget => set({ budget })}
        />
        <FilterSelect
          label="Owner"
          values={owners}
          value={query.owner}
          onChange={owner => set({ owner })}
        />
      </div>
    </div>
  );
}

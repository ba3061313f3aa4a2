import { Button } from '@backstage/ui';
import { useState } from 'react';
import { FreshnessNote, StaleBanner } from '../components/Freshness';
import layout from '../components/layout.module.css';
import { Empty, Failure, Loading } from '../components/states';
import { CostChart } from './CostChart';
import { CostFigures } from './CostFigures';
import { CostHints } from './CostHints';
import { CostTable } from './CostTable';
import { ServiceCostsTable } from './ServiceCostsTable';
import { useCosts } from './useCosts';

const PERIODS: [label: string, days: number][] = [
  ['30 days', 30],
  ['90 days', 90],
  ['13 months', 395],
];

/** The Cost tab: figures of the month, the daily chart with its deployments, services and days as tables. */
export function CostsContent() {
  const [days, setDays] = useState(30);
  const [grouped, setGrouped] = useState(false);
  const { value, error, loading, retry } = useCosts(
    days,
    grouped ? 'service' : 'none',
  );
  return (
    <div className={layout.stack}>
      <div className={layout.row}>
        <div className={layout.row} role="group" aria-label="Period">
          {PERIODS.map(([label, length]) => (
            <Button
              key={length}
              size="small"
              variant={days === length ? 'primary' : 'secondary'}
              aria-pressed={days === length}
              onPress={() => setDays(length)}
            >
              {label}
            </Button>
          ))}
        </div>
        <Button
          size="small"
          variant={grouped ? 'primary' : 'secondary'}
          aria-pressed={grouped}
          onPress={() => setGrouped(!grouped)}
        >
          By service
        </Button>
      </div>
      {loading && <Loading label="Reading the costs" />}
      {error && (
        <Failure
          title="The costs could not be read"
          error={error}
          retry={retry}
        />
      )}
      {value && (
        <>
          <StaleBanner freshness={value.freshness} />
          <CostFigures costs={value} />
          {value.days.length === 0 && (
            <Empty
              title={
                value.monthToDate === null
                  ? 'The cost is not known'
                  : 'There is no cost in this period yet'
              }
            >
              <p>
                {value.monthToDate === null
                  ? (value.freshness.reason ??
                    'Cost Explorer has not been read yet.')
                  : 'Cost Explorer shows the first figures about a day after a deployment.'}
              </p>
            </Empty>
          )}
          {value.days.length > 0 && (
            <section className={layout.panel} aria-label="Daily cost">
              <CostChart costs={value} grouped={grouped} />
              {grouped && <ServiceCostsTable costs={value} />}
              <CostTable costs={value} />
            </section>
          )}
          <FreshnessNote freshness={value.freshness} />
          <CostHints />
        </>
      )}
    </div>
  );
}

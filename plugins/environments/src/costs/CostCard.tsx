import { InfoCard } from '@backstage/core-components';
import { StaleBanner } from '../components/Freshness';
import layout from '../components/layout.module.css';
import { Failure, Loading } from '../components/states';
import { CostFigures } from './CostFigures';
import { useCosts } from './useCosts';

/** Cost on the overview: the figures of the month. */
export function CostCard() {
  const { value, error, loading, retry } = useCosts(30, 'none');
  return (
    <InfoCard title="Cost" variant="gridItem">
      <div className={layout.stack}>
        {loading && <Loading label="Reading the costs" lines={2} />}
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
          </>
        )}
      </div>
    </InfoCard>
  );
}

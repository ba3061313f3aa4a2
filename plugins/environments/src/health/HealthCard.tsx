import { InfoCard } from '@backstage/core-components';
import { StaleBanner } from '../components/Freshness';
import layout from '../components/layout.module.css';
import { Failure, Loading } from '../components/states';
import { LastFailure } from '../deployments/LastFailure';
import { ReadinessLine } from '../readiness/ReadinessLine';
import { useHealth } from './HealthContent';
import { LastDeployment, Verdict } from './HealthSummary';

/** Health on the overview: the verdict, readiness, and the first reason. */
export function HealthCard() {
  const { value, error, loading, retry, entityRef } = useHealth();
  return (
    <InfoCard title="Health" variant="gridItem">
      <div className={layout.stack}>
        {loading && <Loading label="Reading the health" lines={2} />}
        {error && (
          <Failure
            title="The health could not be read"
            error={error}
            retry={retry}
          />
        )}
        {value && (
          <>
            <StaleBanner freshness={value.freshness} />
            <Verdict health={value} />
            <LastFailure failure={value.lastFailure} />
            <ReadinessLine entityRef={entityRef} />
            {value.reasons[0] && <p>{value.reasons[0].message}</p>}
            {value.lastDeployment && !value.lastFailure && (
              <LastDeployment deployment={value.lastDeployment} />
            )}
          </>
        )}
      </div>
    </InfoCard>
  );
}

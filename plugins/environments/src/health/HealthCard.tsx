import { useEntity } from '@backstage/plugin-catalog-react';
import { readUnitIdentity } from '@plinth/plugin-environments-common';
import { InfoCard } from '@backstage/core-components';
import { StaleBanner } from '../components/Freshness';
import layout from '../components/layout.module.css';
import { Failure, Loading } from '../components/states';
import { LastFailure } from '../deployments/LastFailure';
import { ReadinessLine } from '../readiness/ReadinessLine';
import { useHealth } from './HealthContent';
import { LifeMenu } from '../life/LifeMenu';
import { LastDeployment, Verdict } from './HealthSummary';
import { VersionLine } from './VersionLine';

/** Health on the overview: the verdict with its reason, readiness, version, what was deployed last, and what can be asked for. */
export function HealthCard() {
  const { value, error, loading, retry, entityRef } = useHealth();
  const unit = readUnitIdentity(useEntity().entity);
  return (
    <InfoCard
      title="Health"
      variant="gridItem"
      action={unit && <LifeMenu row={unit} />}
    >
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
            {value.reasons[0] && <p>{value.reasons[0].message}</p>}
            <LastFailure failure={value.lastFailure} />
            <ReadinessLine entityRef={entityRef} />
            <VersionLine />
            {value.lastDeployment && !value.lastFailure && (
              <LastDeployment deployment={value.lastDeployment} />
            )}
          </>
        )}
      </div>
    </InfoCard>
  );
}

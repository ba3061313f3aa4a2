import { InfoCard } from '@backstage/core-components';
import { StaleBanner } from '../components/Freshness';
import { PipelineLink } from '../components/PipelineLink';
import { HealthBadge, SyncBadge } from '../components/StatusBadges';
import layout from '../components/layout.module.css';
import { Failure, Loading } from '../components/states';
import { ReadinessLine } from '../readiness/ReadinessLine';
import { useHealth } from './HealthContent';
import { DriftChecked, LastDeployment } from './HealthSummary';

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
            <div className={layout.row}>
              <HealthBadge status={value.status} size="large" />
              <SyncBadge status={value.sync} title={value.syncReason} />
              {value.syncReason && <span>{value.syncReason}</span>}
              {value.pipeline && <PipelineLink pipeline={value.pipeline} />}
              <DriftChecked stacks={value.stacks} />
            </div>
            <ReadinessLine entityRef={entityRef} />
            {value.reasons[0] && <p>{value.reasons[0].message}</p>}
            {value.lastDeployment && (
              <LastDeployment deployment={value.lastDeployment} />
            )}
          </>
        )}
      </div>
    </InfoCard>
  );
}

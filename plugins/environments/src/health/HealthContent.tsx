import { useApi } from '@backstage/core-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { useEntity } from '@backstage/plugin-catalog-react';
import {
  readUnitIdentity,
  type Health,
} from '@plinth/plugin-environments-common';
import { environmentsApiRef } from '../api/environmentsApiRef';
import layout from '../components/layout.module.css';
import { FreshnessNote, StaleBanner } from '../components/Freshness';
import { Failure, Loading } from '../components/states';
import { FreezeBanner } from '../freezes/FreezeBanner';
import { LiveNote } from '../live/LiveNote';
import { useLivePolled } from '../live/useLivePolled';
import { ReadinessPanel } from '../readiness/ReadinessPanel';
import { RecoveryPanel } from '../readiness/RecoveryPanel';
import { AlarmList } from './AlarmList';
import { HealthSummary } from './HealthSummary';
import { StackPanel } from './StackPanel';

/** Reads the health of the entity on whose page it stands; often while it changes. */
export function useHealth() {
  const api = useApi(environmentsApiRef);
  const { entity } = useEntity();
  const entityRef = stringifyEntityRef(entity);
  const health = useLivePolled<Health>(
    signal => api.getHealth(entityRef, { signal }),
    [entityRef],
    value =>
      value?.status === 'Progressing' || value?.sync === 'Behind'
        ? 3_000
        : 15_000,
  );
  return { entityRef, ...health };
}

/** The Health tab: the verdict with its reasons, what it is missing, then each stack, the alarms, and how data survives. */
export function HealthContent() {
  const { value, error, loading, retry, live, entityRef } = useHealth();
  const identity = readUnitIdentity(useEntity().entity);
  return (
    <div className={layout.stack}>
      {identity && (
        <FreezeBanner
          unit={{
            stage: identity.stage,
            path: identity.unit,
            repository: identity.repository,
          }}
        />
      )}
      {loading && <Loading label="Reading the health" />}
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
          <HealthSummary health={value} />
          <ReadinessPanel entityRef={entityRef} />
          {value.stacks.map(stack => (
            <StackPanel
              key={`${stack.account}/${stack.region}/${stack.name}`}
              entityRef={entityRef}
              stack={stack}
              stacks={value.stacks}
            />
          ))}
          <AlarmList alarms={value.alarms} />
          <RecoveryPanel entityRef={entityRef} />
          <div className={layout.row}>
            <FreshnessNote freshness={value.freshness} />
            <LiveNote live={live} />
          </div>
        </>
      )}
    </div>
  );
}

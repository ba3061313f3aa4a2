import { useApi } from '@backstage/core-plugin-api';
import type { Estimate, Stage } from '@plinth/plugin-environments-common';
import { useEffect, useState } from 'react';
import { environmentsApiRef } from '../api/environmentsApiRef';
import { reasonOf } from '../components/reasonOf';
import type { Parameters, RequestedUnit } from './blueprintParameters';

/** How far an estimate has come. */
export type EstimateState =
  | { is: 'incomplete' }
  | { is: 'waiting' }
  | { is: 'known'; estimate: Estimate }
  | { is: 'unknown'; why: string };

/** What a unit would cost a month, renewed when the form pauses. */
export function useEstimate(
  unit: RequestedUnit,
  parameters: Parameters,
): EstimateState {
  const api = useApi(environmentsApiRef);
  const [state, setState] = useState<EstimateState>({ is: 'waiting' });
  const { name, blueprint, version, stage, account, region, environment } =
    unit;
  const complete = Boolean(blueprint && stage && account && region);
  const request = JSON.stringify({
    name,
    blueprint,
    version,
    stage: stage as Stage,
    account,
    region,
    environment,
    parameters,
  });

  useEffect(() => {
    if (!complete) {
      return undefined;
    }
    const abort = new AbortController();
    setState({ is: 'waiting' });
    const timer = setTimeout(() => {
      api.createEstimate(JSON.parse(request), { signal: abort.signal }).then(
        estimate =>
          !abort.signal.aborted && setState({ is: 'known', estimate }),
        error =>
          !abort.signal.aborted &&
          setState({ is: 'unknown', why: reasonOf(error) }),
      );
    }, 600);
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [api, complete, request]);

  return complete ? state : { is: 'incomplete' };
}

import { synthesizeUnit } from '@plinth/blueprints';
import type { HistoricRequest } from '../HistoricRequest';
import type { HistoricChange } from './units';

/** A change of the demo's own history as a request, with the stacks that its blueprint makes. */
export function requestOf(change: HistoricChange): HistoricRequest {
  const { unit } = change;
  return {
    ...change,
    name: `${unit.name}-${change.daysAgo}`,
    template: unit.kind === 'tenant' ? 'new-tenant' : 'new-environment',
    units: [unit],
    stacks: synthesizeUnit(unit),
    fault: {
      type: 'AWS::RDS::DBInstance',
      message:
        'Storage can be changed again six hours after the last change (Service: Rds, Status Code: 400)',
    },
  };
}

import type { HistoricRequest } from '../HistoricRequest';
import type { FleetChange } from './Fleet';
import { BUCKET_TYPE, fleetStack } from './fleetStack';

/** The infrastructure repository of a generated fleet. */
export const FLEET_REPOSITORY = 'acme/fleet';

const TEMPLATES: Readonly<Record<FleetChange['kind'], string>> = {
  creation: 'new-environment',
  update: 'change-environment',
  removal: 'decommission',
};

/**
 * A change of a fleet as a request that was merged.
 *
 * @param name - of its branch and task, unique in the repository
 */
export function fleetRequest(
  change: FleetChange,
  name: string,
): HistoricRequest {
  const removal = change.kind === 'removal';
  return {
    name,
    title: change.title,
    requester: change.requester,
    approver: change.approver,
    template: TEMPLATES[change.kind],
    units: change.units,
    removal,
    stacks: removal ? [] : change.units.map(fleetStack),
    deployment: change.deployment,
    fault: {
      type: BUCKET_TYPE,
      message:
        'A conflicting conditional operation is currently in progress against this resource (Service: S3, Status Code: 409)',
    },
  };
}

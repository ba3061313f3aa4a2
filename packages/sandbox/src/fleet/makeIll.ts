import type { AwsSandbox } from '../aws';
import type { Fleet } from './Fleet';
import { BUCKET } from './fleetStack';

/** Does to the stacks of a fleet what no request of its history does: edits in the console, and alarms that ring. */
export function makeIll(fleet: Fleet, aws: AwsSandbox): void {
  for (const { unit, ailment } of fleet.members) {
    const { account, region, name } = unit;
    if (ailment === 'drifted') {
      aws.control.perform('edit-resource', {
        account,
        region,
        stackName: name,
        logicalId: BUCKET,
        change: { VersioningConfiguration: { Status: 'Suspended' } },
        user: 'engineer',
      });
    }
    if (ailment === 'alarm') {
      aws.alarms.set(
        { account, region, name: `${name}-errors` },
        'ALARM',
        'Threshold Crossed: 1 datapoint [37.0] was greater than the threshold (10.0)',
      );
    }
  }
}

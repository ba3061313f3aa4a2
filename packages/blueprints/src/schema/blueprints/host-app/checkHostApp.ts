import type { OpenNetwork } from '../../blueprint';
import { maxConnections } from '../../instanceClasses';
import type { Issue } from '../../issue';
import { checkClass } from '../../parts';
import type { UnitEnvelope } from '../../unit';
import type { HostAppParameters } from './hostAppParameters';

/** What a replica takes at most; measured, see docs/how-to/run-in-production.md. */
const CONNECTIONS_OF_A_REPLICA = 30;

/** Rules between the parameters of the portal, its stage and its region. */
export function checkHostApp(
  unit: UnitEnvelope,
  { databaseClass, databaseMultiAz, tasks }: OpenNetwork<HostAppParameters>,
): Issue[] {
  const most = maxConnections(databaseClass);
  // A deployment runs the new replicas beside the old ones.
  const needed = 2 * tasks * CONNECTIONS_OF_A_REPLICA;
  return [
    ...checkClass(unit.region, 'databaseClass', databaseClass),
    ...(needed > most
      ? [
          {
            parameter: 'parameters.databaseClass',
            message: `${databaseClass} takes ${most} connections, and ${tasks} replicas need ${needed} while one version replaces another; choose a larger class`,
          },
        ]
      : []),
    ...(unit.stage !== 'dev' && !databaseMultiAz
      ? [
          {
            parameter: 'parameters.databaseMultiAz',
            message: `must be true at stage ${unit.stage}: what lives in a single zone is lost with it`,
          },
        ]
      : []),
  ];
}

import { bucketName, shorten } from '../../base/naming';
import type { Side, Unit } from '../../schema';

/** CloudFront takes certificates and firewalls from here only. */
export const EDGE_REGION = 'us-east-1';

/** Names that the stacks of a platform agree on, because a stack cannot refer to another region. */
export function platformNames(unit: Unit, drRegion: string) {
  const { name } = unit;
  const generations = `${name}-g*`;
  return {
    edgeStack: `${unit.name}-edge`,
    recoveryStack: `${unit.name}-dr`,
    replicaStack: `${unit.name}-replica`,
    fenceStack: `${unit.name}-fence`,
    trafficStack: `${unit.name}-traffic`,
    recoveryBucket: bucketName(unit, 'dr', drRegion),
    recoveryKeyAlias: `plinth/${unit.name}-dr`,
    recoveryVault: `plinth-${unit.name}-dr`,
    vault: `plinth-${unit.name}`,
    documentVault: `plinth-${shorten(`${unit.name}-docs`, 43)}`,
    /** Names ending in -replica and -dr are those of further stacks, so that no other unit has a database of the name. */
    database: (side: Side, generation: number) =>
      generation > 0
        ? `${name}-g${generation}-replica`
        : { primary: name, recovery: `${name}-dr` }[side],
    /** Of DocumentDB, which each switch restores anew. */
    documents: (generation: number, side: Side) =>
      generation > 0 || side === 'recovery'
        ? `${name}-g${generation}-${side === 'primary' ? 'doc' : 'dr-doc'}`
        : `${name}-doc`,
    /** Log groups of all of their generations. */
    databaseLogs: [
      `/aws/rds/instance/${generations}`,
      `/aws/docdb/${generations}`,
    ],
    documentPassword: `plinth-documents/${name}`,
    taskRole: `${name}-tasks`,
    origin: (domainName: string) => `origin.${domainName}`,
    originOf: (side: Side, domainName: string) =>
      `origin-${side}.${domainName}`,
  };
}

import { bucketName, shorten } from '../../base/naming';
import type { Unit } from '../../schema';

/** CloudFront takes certificates and firewalls from here only. */
export const EDGE_REGION = 'us-east-1';

/** Names that the stacks of a platform agree on, because a stack cannot refer to another region. */
export function platformNames(unit: Unit, drRegion: string) {
  return {
    edgeStack: `${unit.name}-edge`,
    recoveryStack: `${unit.name}-dr`,
    replicaStack: `${unit.name}-replica`,
    recoveryBucket: bucketName(unit, 'dr', drRegion),
    recoveryKeyAlias: `plinth/${unit.name}-dr`,
    recoveryVault: `plinth-${unit.name}-dr`,
    vault: `plinth-${unit.name}`,
    documentVault: `plinth-${shorten(`${unit.name}-docs`, 43)}`,
    replica: `${unit.name}-dr`,
    documents: `${unit.name}-doc`,
  };
}

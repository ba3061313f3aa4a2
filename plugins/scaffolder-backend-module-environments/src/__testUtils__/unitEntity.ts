import type { Entity } from '@backstage/catalog-model';

/** The catalog entity of a unit at stage dev. */
export function unitEntity(name: string, unit: string, type: string): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: {
      name,
      namespace: 'default',
      annotations: {
        'plinth/unit': unit,
        'plinth/stage': 'dev',
        'plinth/account': '111122223333',
        'plinth/region': 'us-east-1',
      },
    },
    spec: { type, owner: 'platform' },
  };
}

import { Entity } from '@backstage/catalog-model';
import { ACCOUNT, REGION } from './awsAnswers';

/** The catalog entity of an example environment. */
export function environmentEntity(
  name: string,
  annotations: Record<string, string> = {},
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: {
      name,
      namespace: 'default',
      annotations: {
        'plinth/unit': `environments/${name}`,
        'plinth/repository': 'github.example.com/acme/infrastructure',
        'plinth/stage': 'staging',
        'plinth/account': ACCOUNT,
        'plinth/region': REGION,
        'plinth/blueprint': 'application@1.0.0',
        'plinth/monthly-budget': '500',
        ...annotations,
      },
    },
    spec: { type: 'aws-environment', owner: 'group:default/platform' },
    relations: [{ type: 'ownedBy', targetRef: 'group:default/platform' }],
  };
}

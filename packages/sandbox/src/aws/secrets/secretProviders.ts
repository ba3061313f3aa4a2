import type { ResourceProviders } from '../resources/ResourceProvider';
import type { SecretStore } from './SecretStore';

/** Lets the secrets of stacks exist in Secrets Manager. */
export function secretProviders(secrets: SecretStore): ResourceProviders {
  return {
    'AWS::SecretsManager::Secret': {
      create: request => secrets.create(request.physicalId, request.properties),
      delete: request => secrets.delete(request.physicalId),
    },
    'AWS::SecretsManager::SecretTargetAttachment': {
      create: ({ properties }) =>
        secrets.merge(String(properties.SecretId), {
          dbInstanceIdentifier: String(properties.TargetId),
        }),
    },
  };
}

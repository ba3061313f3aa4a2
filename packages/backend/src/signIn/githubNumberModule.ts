import { createBackendModule } from '@backstage/backend-plugin-api';
import type { Entity } from '@backstage/catalog-model';
import { catalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import {
  GITHUB_ID_ANNOTATION,
  githubAccountOf,
} from '@plinth/plugin-environments-node';

/**
 * A user with the number of their account where the catalog's module for organisations, or a person, wrote GitHub's node ID in one
 * of its forms, so that an account has one identity in the whole portal. What names no number stays.
 */
export function withGithubNumber(entity: Entity): Entity {
  const { id } = entity.kind === 'User' ? githubAccountOf(entity) : {};
  if (id === undefined) {
    return entity;
  }
  const { annotations, ...metadata } = entity.metadata;
  return {
    ...entity,
    metadata: {
      ...metadata,
      annotations: { ...annotations, [GITHUB_ID_ANNOTATION]: String(id) },
    },
  };
}

/** The catalog has people of GitHub by the numbers of their accounts. */
export default createBackendModule({
  pluginId: 'catalog',
  moduleId: 'github-number',
  register(reg) {
    reg.registerInit({
      deps: { catalog: catalogProcessingExtensionPoint },
      async init({ catalog }) {
        catalog.addProcessor({
          getProcessorName: () => 'GithubNumberProcessor',
          preProcessEntity: async entity => withGithubNumber(entity),
        });
      },
    });
  },
});

import type {
  AuthService,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import { CATALOG_FILTER_EXISTS } from '@backstage/catalog-client';
import { ResponseError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';

/**
 * Has the documents made that lie beside the portal, as the first reader of each would. Those of repositories wait for their first reader:
 * there may be thousands.
 */
export async function buildOwnDocs(options: {
  auth: AuthService;
  catalog: CatalogService;
  discovery: DiscoveryService;
}): Promise<void> {
  const { auth, catalog, discovery } = options;
  const credentials = await auth.getOwnServiceCredentials();
  const { items } = await catalog.getEntities(
    {
      filter: {
        'metadata.annotations.backstage.io/techdocs-ref': CATALOG_FILTER_EXISTS,
      },
    },
    { credentials },
  );
  const own = items.filter(({ metadata }) =>
    metadata.annotations?.['backstage.io/managed-by-location']?.startsWith(
      'file:',
    ),
  );
  const base = await discovery.getBaseUrl('techdocs');
  for (const { kind, metadata } of own) {
    const { token } = await auth.getPluginRequestToken({
      onBehalfOf: credentials,
      targetPluginId: 'techdocs',
    });
    const entity = [metadata.namespace ?? 'default', kind, metadata.name];
    const answer = await fetch(
      `${base}/sync/${entity.map(encodeURIComponent).join('/')}`,
      { headers: { authorization: `Bearer ${token}` } },
    );
    if (!answer.ok) {
      throw await ResponseError.fromResponse(answer);
    }
    // It tells of the work until it is done.
    await answer.text();
  }
}

import { createBackendModule } from '@backstage/backend-plugin-api';
import { startTestBackend } from '@backstage/backend-test-utils';
import searchPlugin from '@backstage/plugin-search-backend';
import { searchIndexRegistryExtensionPoint } from '@backstage/plugin-search-backend-node/alpha';
import { Readable } from 'node:stream';
import memorySearchModule from './memorySearchModule';

/** Documents that nobody has read yet. */
const unreadDocuments = createBackendModule({
  pluginId: 'search',
  moduleId: 'unread-documents',
  register(reg) {
    reg.registerInit({
      deps: { index: searchIndexRegistryExtensionPoint },
      async init({ index }) {
        index.addCollator({
          schedule: { run: async () => {} },
          factory: {
            type: 'techdocs',
            getCollator: async () => Readable.from([]),
          },
        });
      },
    });
  },
});

it('finds nothing, rather than fails, before documents were read for the first time', async () => {
  const { server } = await startTestBackend({
    features: [searchPlugin, unreadDocuments, memorySearchModule],
  });
  const answer = await fetch(
    `http://localhost:${server.port()}/api/search/query?term=runbook&types[0]=techdocs`,
  );
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({ results: [] });
});

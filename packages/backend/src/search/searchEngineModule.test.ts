import { createBackendModule } from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { catalogEntityReadPermission } from '@backstage/plugin-catalog-common/alpha';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import searchPlugin from '@backstage/plugin-search-backend';
import { searchIndexRegistryExtensionPoint } from '@backstage/plugin-search-backend-node/alpha';
import type {
  IndexableDocument,
  SearchResultSet,
} from '@backstage/plugin-search-common';
import type { JsonObject } from '@backstage/types';
import { Readable } from 'node:stream';
import { databases } from './__testUtils__/databases';
import searchEngineModule from './searchEngineModule';

/** A document whose score grows with how often it has the word, so that no two of a kind are equal. */
function document(name: string, times: number): IndexableDocument {
  return {
    title: name,
    location: `/${name}`,
    text: Array.from({ length: times }, () => 'claims').join(' and '),
    authorization: { resourceRef: `component:default/${name}` },
  };
}

const ENTITIES = Array.from({ length: 7 }, (_, index) =>
  document(`entity${index}`, index + 1),
);
const DOCUMENTS = Array.from({ length: 23 }, (_, index) =>
  document(`page${index}`, index + 20),
);

/** A search whose documents were read, if they are given. */
async function startSearch(
  database: JsonObject,
  documents: { [type: string]: IndexableDocument[] | 'unread' },
  options: { permission?: boolean } = {},
) {
  const reading: Array<Promise<void>> = [];
  const collators = createBackendModule({
    pluginId: 'search',
    moduleId: 'collators',
    register(reg) {
      reg.registerInit({
        deps: { index: searchIndexRegistryExtensionPoint },
        async init({ index }) {
          for (const [type, items] of Object.entries(documents)) {
            index.addCollator({
              schedule: {
                run: async ({ fn }) => {
                  if (items !== 'unread') {
                    reading.push(
                      Promise.resolve(fn(new AbortController().signal)),
                    );
                  }
                },
              },
              factory: {
                type,
                visibilityPermission: catalogEntityReadPermission,
                getCollator: async () => Readable.from(items),
              },
            });
          }
        },
      });
    },
  });
  const { server } = await startTestBackend({
    features: [
      searchPlugin,
      collators,
      searchEngineModule,
      mockServices.rootConfig.factory({
        data: {
          backend: { database },
          permission: { enabled: Boolean(options.permission) },
          // However slow the machine is, the check of permissions reads as far as the page needs.
          search: { permissions: { queryLatencyBudgetMs: 60_000 } },
        },
      }),
      mockServices.permissions.mock({
        authorizeConditional: async requests =>
          requests.map(({ permission }) => ({
            result: AuthorizeResult.CONDITIONAL,
            pluginId: 'catalog',
            resourceType: permission.name,
            conditions: { rule: 'SOME', resourceType: 'catalog-entity' },
          })),
        // Whoever searches may read every second.
        authorize: async requests =>
          requests.map(({ resourceRef }) => ({
            result: /[02468]$/.test(resourceRef ?? '')
              ? AuthorizeResult.ALLOW
              : AuthorizeResult.DENY,
          })),
      }).factory,
    ],
  });
  await Promise.all(reading);
  return async (query: string): Promise<SearchResultSet> => {
    const answer = await fetch(
      `http://localhost:${server.port()}/api/search/query?${query}`,
    );
    expect(answer.status).toBe(200);
    return answer.json();
  };
}

const both = { techdocs: DOCUMENTS, 'software-catalog': ENTITIES };
const titles = (answer: SearchResultSet) =>
  answer.results.map(result => result.document.title);
const types = (answer: SearchResultSet) =>
  answer.results.map(result => result.type);
const cursorOf = (page: number) =>
  encodeURIComponent(Buffer.from(`${page}`).toString('base64'));

describe.each(databases)('the search in %s', (_, database) => {
  it('shows what is in the catalog first, however often documents have the word', async () => {
    const search = await startSearch(database(), both);
    const answer = await search('term=claims');
    expect(types(answer)).toEqual([
      ...Array(7).fill('software-catalog'),
      ...Array(18).fill('techdocs'),
    ]);
    expect(answer).toMatchObject({
      numberOfResults: 30,
      nextPageCursor: Buffer.from('1').toString('base64'),
    });
    expect(answer.previousPageCursor).toBeUndefined();
  });

  it('cuts its pages out of one list, whatever their size, and counts it', async () => {
    const search = await startSearch(database(), both);
    const one = async (type: string) =>
      titles(await search(`term=claims&types[0]=${type}&pageLimit=100`));
    const list = [
      ...(await one('software-catalog')),
      ...(await one('techdocs')),
    ];
    expect(list).toHaveLength(30);
    for (const size of [1, 2, 3, 5, 6, 7, 8, 15, 29, 30, 31]) {
      const last = Math.ceil(30 / size) - 1;
      for (let page = 0; page <= last + 1; page++) {
        const answer = await search(
          `term=claims&pageLimit=${size}&pageCursor=${cursorOf(page)}`,
        );
        const start = page * size;
        expect(titles(answer)).toEqual(list.slice(start, start + size));
        expect(answer.results.map(({ rank }) => rank)).toEqual(
          list.slice(start, start + size).map((__, i) => start + i + 1),
        );
        expect(answer.numberOfResults).toBe(30);
        expect(answer.nextPageCursor).toBe(
          page < last
            ? Buffer.from(`${page + 1}`).toString('base64')
            : undefined,
        );
        expect(answer.previousPageCursor).toBe(
          page > 0 ? Buffer.from(`${page - 1}`).toString('base64') : undefined,
        );
      }
    }
  });

  it('leaves one kind of documents as it is', async () => {
    const search = await startSearch(database(), both);
    const answer = await search(
      `term=claims&types[0]=techdocs&pageLimit=10&pageCursor=${cursorOf(1)}`,
    );
    expect(types(answer)).toEqual(Array(10).fill('techdocs'));
    expect(answer).toMatchObject({
      numberOfResults: 23,
      previousPageCursor: Buffer.from('0').toString('base64'),
      nextPageCursor: Buffer.from('2').toString('base64'),
    });
  });

  it('shows whoever may not read all of it the pages of what is left, in the same order', async () => {
    const search = await startSearch(database(), both, { permission: true });
    const found: string[] = [];
    for (let page = 0; page < 4; page++) {
      const answer = await search(
        `term=claims&pageLimit=5&pageCursor=${cursorOf(page)}`,
      );
      found.push(...types(answer));
      expect(titles(answer).every(title => /[02468]$/.test(title))).toBe(true);
      expect(Boolean(answer.nextPageCursor)).toBe(page < 3);
    }
    expect(found).toEqual([
      ...Array(4).fill('software-catalog'),
      ...Array(12).fill('techdocs'),
    ]);
  });

  it('finds nothing, rather than fails, before documents were read for the first time', async () => {
    const search = await startSearch(database(), {
      techdocs: 'unread',
      'software-catalog': 'unread',
    });
    for (const query of ['term=runbook', 'term=runbook&types[0]=techdocs']) {
      expect(await search(query)).toEqual({ results: [], numberOfResults: 0 });
    }
  });

  it('finds documents while nothing of the catalog was read', async () => {
    const search = await startSearch(database(), {
      ...both,
      'software-catalog': 'unread',
    });
    const answer = await search('term=claims&pageLimit=5');
    expect(types(answer)).toEqual(Array(5).fill('techdocs'));
    expect(answer.numberOfResults).toBe(23);
  });
});

import type { JsonObject } from '@backstage/types';
import { randomUUID } from 'node:crypto';

const postgresUrl = process.env.PLINTH_TEST_POSTGRES_URL;

/** Where the index of a test is kept, as `backend.database`: also in PostgreSQL where `PLINTH_TEST_POSTGRES_URL` names a server. */
export const databases: Array<[string, () => JsonObject]> = [
  ['memory', () => ({ client: 'better-sqlite3', connection: ':memory:' })],
  ...(postgresUrl
    ? [
        [
          'PostgreSQL',
          () => ({
            client: 'pg',
            connection: postgresUrl,
            prefix: `search_${randomUUID().replaceAll('-', '')}_`,
          }),
        ] as [string, () => JsonObject],
      ]
    : []),
];

import { engines, TestDatabase } from '../__testUtils__/databases';

const NOW = new Date('2026-05-10T12:00:00Z');
const LATER = new Date('2026-05-10T12:06:00Z');

describe.each(engines)('used tokens on %s', (_, create) => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await create();
  });
  afterEach(() => database.destroy());

  const token = (id: string, issuer = 'https://issuer.example.com') => ({
    issuer,
    id,
    expiresAt: new Date('2026-05-10T12:05:00Z'),
  });

  it('lets each be used once, also by several at the same moment', async () => {
    const { usedTokens } = database.stores;
    const uses = await Promise.all(
      Array.from({ length: 5 }, () => usedTokens.use(token('a'), { at: NOW })),
    );
    expect(uses.filter(Boolean)).toHaveLength(1);
    expect(await usedTokens.use(token('b'), { at: NOW })).toBe(true);
    expect(
      await usedTokens.use(token('a', 'https://other.example.com'), {
        at: NOW,
      }),
    ).toBe(true);
  });

  it('forgets those that have expired', async () => {
    const { usedTokens } = database.stores;
    await usedTokens.use(token('a'), { at: NOW });
    await usedTokens.use(token('b'), { at: LATER });
    expect(await database.knex('used_tokens').select('token_id')).toEqual([
      { token_id: 'b' },
    ]);
  });
});

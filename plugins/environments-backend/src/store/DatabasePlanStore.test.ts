import { engines, TestDatabase } from '../__testUtils__/databases';
import type { StoredPlan } from './PlanStore';

const REPOSITORY = 'github.example.com/acme/infrastructure';

function plan(overrides: Partial<StoredPlan> = {}): StoredPlan {
  return {
    repository: REPOSITORY,
    pullRequest: 7,
    headCommit: 'a'.repeat(40),
    hash: 'f'.repeat(64),
    outcome: 'passed',
    recordedAt: '2026-05-10T12:00:00.000Z',
    runId: '4711',
    runAttempt: 1,
    binding: {
      unitHashes: { 'environments/a': 'e'.repeat(64) },
      bindings: {},
    },
    ...overrides,
  };
}

describe.each(engines)('plans on %s', (_, create) => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await create();
  });
  afterEach(() => database.destroy());

  it('keeps each, in the order in which they came, and mixes up no pull requests', async () => {
    const { plans } = database.stores;
    const given = [
      plan(),
      // Clocks of replicas may differ; the order of arrival counts.
      plan({ outcome: 'failed', binding: undefined, runAttempt: 2 }),
      plan({ recordedAt: '2026-05-10T11:59:59.000Z' }),
      plan(),
      plan({ headCommit: 'b'.repeat(40) }),
    ];
    for (const each of given) {
      await plans.addPlan(each);
    }
    await plans.addPlan(plan({ pullRequest: 8 }));
    await plans.addPlan(plan({ repository: `${REPOSITORY}-2` }));
    expect(await plans.plansOf(REPOSITORY, [7])).toEqual(given);
    expect(await plans.plansOf(REPOSITORY, [9])).toEqual([]);
  });
});

import { engines, TestDatabase } from '../__testUtils__/databases';
import { PLACE, stackReading } from '../__testUtils__/stackReading';
import type { ReportedConstructs } from './ConstructStore';

const REPOSITORY = 'github.example.com/acme/infrastructure';
const OTHER = 'github.example.com/acme/other';
const NOW = new Date('2026-05-10T12:00:00Z');
const claims = { ...PLACE, name: 'claims' };

const reported = (
  outcome: ReportedConstructs['outcome'],
  change: Partial<ReportedConstructs> = {},
): ReportedConstructs => ({
  ...PLACE,
  stackName: 'claims',
  outcome,
  ...change,
});

describe.each(engines)('constructs on %s', (_, create) => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await create();
  });
  afterEach(() => database.destroy());

  /** Takes in reports, one an hour, and answers what is known then. */
  const after = async (...reports: ReportedConstructs[]) => {
    const { constructs } = database.stores;
    for (const [hour, report] of reports.entries()) {
      await constructs.putConstructs(
        {
          repository: REPOSITORY,
          startedAt: `2026-05-10T${String(10 + hour)}:00:00Z`,
        },
        [report],
      );
    }
    return Object.fromEntries(
      await constructs.constructsOf(claims, REPOSITORY),
    );
  };
  const before = reported('succeeded', {
    constructs: { Old: 'Old/Resource', Both: 'Before' },
  });
  const next = { New: 'New/Resource', Both: 'After' };

  it.each<[string, ReportedConstructs, object]>([
    [
      'those of the last deployment',
      reported('succeeded', { constructs: next }),
      next,
    ],
    ...(['running', 'failed', 'rolledBack', 'unchanged'] as const).map(
      (outcome): [string, ReportedConstructs, object] => [
        `those of both while the next one is ${outcome}`,
        reported(outcome, { constructs: next }),
        { Old: 'Old/Resource', ...next },
      ],
    ),
    [
      'what was known, where a pipeline reports none',
      reported('succeeded'),
      before.constructs ?? {},
    ],
    [
      'what was known of a stack that could not be deleted',
      reported('failed', { operation: 'delete' }),
      before.constructs ?? {},
    ],
    [
      'none of a stack that was deleted',
      reported('succeeded', { operation: 'delete' }),
      {},
    ],
    [
      'none of a stack that an earlier attempt deleted',
      reported('unchanged', { operation: 'delete' }),
      {},
    ],
    [
      'nothing that is no logical ID',
      reported('succeeded', {
        constructs: { ...next, 'a/b': 'x', ['__proto__']: 'x' },
      }),
      next,
    ],
  ])('has %s', async (__, report, known) => {
    expect(await after(before, report)).toEqual(known);
  });

  it('keeps what a later deployment told, when an earlier one is told again', async () => {
    await after(before, reported('succeeded', { constructs: next }));
    expect(await after(before)).toEqual(next);
    expect(await after(reported('succeeded', { operation: 'delete' }))).toEqual(
      next,
    );
  });

  it('remembers no more of what was never deployed than two templates have', async () => {
    const template = (name: string) =>
      Object.fromEntries(
        Array.from({ length: 500 }, (__, i) => [`${name}${i}`, 'x']),
      );
    const known = await after(
      ...['A', 'B', 'C'].map(name =>
        reported('failed', { constructs: template(name) }),
      ),
    );
    expect(Object.keys(known)).toHaveLength(1000);
    expect(known).toMatchObject(template('C'));
  });

  it('tells apart what two repositories report of stacks of one name', async () => {
    const { constructs } = database.stores;
    await after(before);
    await constructs.putConstructs(
      { repository: OTHER, startedAt: '2026-05-10T20:00:00Z' },
      [reported('succeeded', { constructs: next })],
    );
    const of = async (repository?: string) =>
      Object.fromEntries(await constructs.constructsOf(claims, repository));
    expect(await of(REPOSITORY)).toEqual(before.constructs);
    expect(await of(OTHER)).toEqual(next);
    // A stack whose unit is not known is whose pipeline deployed it last.
    expect(await of()).toEqual(next);
  });

  it('forgets a stack that is gone, and not one that took its place', async () => {
    const { constructs, stacks } = database.stores;
    await stacks.replaceStacks(PLACE, [stackReading('claims')], { at: NOW });
    await after(before);
    const again = stackReading('claims', { stackId: 'arn:again' });
    await stacks.replaceStacks(PLACE, [again], { at: NOW });
    expect(await constructs.constructsOf(claims, REPOSITORY)).toEqual(
      new Map(Object.entries(before.constructs ?? {})),
    );
    await stacks.replaceStacks(PLACE, [], { at: NOW });
    expect(await constructs.constructsOf(claims, REPOSITORY)).toEqual(
      new Map(),
    );
  });
});

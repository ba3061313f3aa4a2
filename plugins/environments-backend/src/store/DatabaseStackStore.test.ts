import { ACCOUNT, REGION } from '../__testUtils__/awsAnswers';
import { engines, TestDatabase } from '../__testUtils__/databases';
import { PLACE, stackReading as stack } from '../__testUtils__/stackReading';

const NOW = new Date('2026-05-10T12:00:00Z');

describe.each(engines)('stacks on %s', (_, create) => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await create();
  });
  afterEach(() => database.destroy());

  it('tells what came and went, and keeps what went', async () => {
    const { stacks } = database.stores;
    const first = await stacks.replaceStacks(
      PLACE,
      [stack('claims'), stack('billing')],
      { at: NOW },
    );
    expect(first.added.map(s => s.name)).toEqual(['claims', 'billing']);
    expect(first.added[0]).not.toHaveProperty('status');
    const again = await stacks.replaceStacks(
      PLACE,
      [stack('claims', { status: 'UPDATE_COMPLETE' })],
      { at: NOW },
    );
    expect(again).toEqual({ added: [], removed: ['arn:billing'] });
    expect((await stacks.listStacks()).map(s => [s.name, s.status])).toEqual([
      ['claims', 'UPDATE_COMPLETE'],
    ]);
    expect(
      await stacks.stacksOfEntities(['resource:default/billing']),
    ).toMatchObject([
      { status: 'DELETE_COMPLETE', deletedAt: NOW.toISOString() },
    ]);
  });

  it('leaves other accounts and regions alone', async () => {
    const { stacks } = database.stores;
    await stacks.replaceStacks(PLACE, [stack('claims')], { at: NOW });
    const elsewhere = { account: ACCOUNT, region: 'us-west-2' };
    expect(await stacks.replaceStacks(elsewhere, [], { at: NOW })).toEqual({
      added: [],
      removed: [],
    });
    expect(await stacks.listStacks()).toHaveLength(1);
  });

  it('takes the stack that lives for one that was deleted before it', async () => {
    const { stacks } = database.stores;
    await stacks.replaceStacks(PLACE, [stack('claims')], { at: NOW });
    const reborn = stack('claims', {
      stackId: 'arn:claims-2',
      createdAt: '2026-05-09T10:00:00.000Z',
    });
    await stacks.replaceStacks(PLACE, [reborn], { at: NOW });
    expect(
      await stacks.stacksOfEntities(['resource:default/claims']),
    ).toMatchObject([{ stackId: 'arn:claims-2' }]);
    expect(
      await stacks.stackByEntityName(`stack-${ACCOUNT}-${REGION}-claims`),
    ).toMatchObject({ stackId: 'arn:claims-2' });
  });

  it('finds stacks by name or ARN, those that exist first, then those that went last', async () => {
    const { stacks } = database.stores;
    const generation = (name: string, number: number) =>
      stack(name, {
        stackId: `arn:${name}-${number}`,
        createdAt: `2026-05-0${number}T10:00:00.000Z`,
      });
    await stacks.replaceStacks(
      PLACE,
      [generation('claims', 1), generation('billing', 1), stack('other')],
      { at: NOW },
    );
    await stacks.replaceStacks(
      PLACE,
      [generation('claims', 3), generation('billing', 2)],
      { at: new Date('2026-05-10T12:01:00Z') },
    );
    await stacks.replaceStacks(PLACE, [generation('claims', 2)], {
      at: new Date('2026-05-10T12:02:00Z'),
    });
    const named = async (...names: string[]) =>
      (await stacks.stacksNamed(PLACE, names)).map(({ stackId }) => stackId);
    expect(await named('claims')).toEqual([
      'arn:claims-2',
      'arn:claims-3',
      'arn:claims-1',
    ]);
    expect(await named('billing', 'arn:claims-3')).toEqual([
      'arn:claims-3',
      'arn:billing-2',
      'arn:billing-1',
    ]);
    expect(await named('nothing')).toEqual([]);
    expect(
      await stacks.stacksNamed({ account: ACCOUNT, region: 'us-west-2' }, [
        'claims',
      ]),
    ).toEqual([]);
  });
});

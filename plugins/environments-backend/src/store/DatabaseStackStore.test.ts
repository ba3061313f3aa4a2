import { ACCOUNT, REGION } from '../__testUtils__/awsAnswers';
import { engines, TestDatabase } from '../__testUtils__/databases';
import { PLACE, stackReading as stack } from '../__testUtils__/stackReading';

/** The unit whose stacks the readings are. */
const owner = (name: string) => ({
  entityRef: `resource:default/${name}`,
  unit: `environments/${name}`,
  ...PLACE,
});

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
    expect(await stacks.stacksOfUnits([owner('billing')])).toMatchObject([
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

  it('counts to a unit what is tagged so in its account, and in its region unless it is named as a companion', async () => {
    const { stacks } = database.stores;
    const west = { account: ACCOUNT, region: 'us-west-2' };
    const foreign = { account: '999999999999', region: REGION };
    const tagged = (
      name: string,
      place: typeof PLACE,
      entityRef = 'resource:default/claims',
    ) =>
      stack(name, {
        ...place,
        stackId: `arn:${place.account}/${place.region}/${name}`,
        entityRef,
      });
    for (const [place, names] of [
      [PLACE, ['claims', 'claims-edge']],
      [west, ['claims', 'claims-dr', 'other']],
      [foreign, ['claims', 'claims-dr']],
    ] as const) {
      await stacks.replaceStacks(
        place,
        names.map(name => tagged(name, place)),
        { at: NOW },
      );
    }
    const found = await stacks.stacksOfUnits([owner('claims')]);
    expect(found.map(({ stackId }) => stackId)).toEqual([
      `arn:${ACCOUNT}/${REGION}/claims`,
      `arn:${ACCOUNT}/us-west-2/claims-dr`,
      `arn:${ACCOUNT}/${REGION}/claims-edge`,
    ]);
  });

  it('takes the stack that lives for one that was deleted before it', async () => {
    const { stacks } = database.stores;
    await stacks.replaceStacks(PLACE, [stack('claims')], { at: NOW });
    const reborn = stack('claims', {
      stackId: 'arn:claims-2',
      createdAt: '2026-05-09T10:00:00.000Z',
    });
    await stacks.replaceStacks(PLACE, [reborn], { at: NOW });
    expect(await stacks.stacksOfUnits([owner('claims')])).toMatchObject([
      { stackId: 'arn:claims-2' },
    ]);
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

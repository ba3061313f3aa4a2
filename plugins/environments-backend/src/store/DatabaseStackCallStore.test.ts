import { engines, TestDatabase } from '../__testUtils__/databases';

describe.each(engines)('calls on stacks on %s', (_, create) => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await create();
  });
  afterEach(() => database.destroy());

  it('are told of each stack, the newest first, however often they were added', async () => {
    const { stackCalls } = database.stores;
    const call = (stack: string, minute: number, clientToken?: string) => ({
      eventId: `${stack}-${minute}`,
      stackId: `arn:${stack}`,
      at: `2026-05-10T10:0${minute}:00.000Z`,
      clientToken,
    });
    const claims = [
      call('claims', 1),
      call('claims', 3, 't'),
      call('claims', 2),
    ];
    await stackCalls.addCalls([...claims, call('billing', 1)]);
    await stackCalls.addCalls(claims);
    await stackCalls.addCalls([]);
    expect(
      await stackCalls.newestCalls(['arn:claims', 'arn:gone'], { limit: 2 }),
    ).toEqual(new Map([['arn:claims', [claims[1], claims[2]]]]));
  });
});

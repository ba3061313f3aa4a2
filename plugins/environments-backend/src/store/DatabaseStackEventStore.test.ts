import { engines, TestDatabase } from '../__testUtils__/databases';

describe.each(engines)('stack events on %s', (_, create) => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await create();
  });
  afterEach(() => database.destroy());

  it('stores an event once, and pages from new to old', async () => {
    const { stackEvents } = database.stores;
    const events = Array.from({ length: 5 }, (__, i) => ({
      id: `e${i}`,
      stackId: 'arn:claims',
      // Two events share a moment.
      at: `2026-05-01T10:00:0${Math.floor(i / 2)}.000Z`,
      logicalId: 'A',
      resourceType: 'AWS::S3::Bucket',
      status: 'CREATE_COMPLETE',
    }));
    await stackEvents.addEvents([events[3], events[0], events[1]]);
    await stackEvents.addEvents([...events, ...events]);
    const first = await stackEvents.listEvents('arn:claims', { limit: 2 });
    const rest = await stackEvents.listEvents('arn:claims', {
      before: first[1],
      limit: 10,
    });
    expect([...first, ...rest].map(e => e.id)).toEqual([
      'e4',
      'e3',
      'e2',
      'e1',
      'e0',
    ]);
    expect(await stackEvents.newestEventId('arn:claims')).toBe('e4');
  });

  it('finds the newest events of many stacks at once', async () => {
    const { stackEvents } = database.stores;
    const event = (stack: string, second: number) => ({
      id: `${stack}-${second}`,
      stackId: `arn:${stack}`,
      at: `2026-05-01T10:00:0${second}.000Z`,
      logicalId: 'A',
      resourceType: 'AWS::S3::Bucket',
      status: 'CREATE_COMPLETE',
    });
    await stackEvents.addEvents([
      event('claims', 1),
      event('claims', 3),
      event('claims', 2),
      event('billing', 4),
      event('shop', 5),
    ]);
    const newest = await stackEvents.newestEvents(
      ['arn:claims', 'arn:billing', 'arn:none'],
      { limit: 2 },
    );
    expect([...newest].sort()).toEqual([
      ['arn:billing', [event('billing', 4)]],
      ['arn:claims', [event('claims', 3), event('claims', 2)]],
    ]);
    expect(await stackEvents.newestEvents([], { limit: 2 })).toEqual(new Map());
  });
});

import fc from 'fast-check';
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

  it('ends in the same state however late, however often and in whatever order events come', async () => {
    const { stackEvents } = database.stores;
    const indices = [0, 1, 2, 3, 4, 5];
    const eventsOf = (stackId: string) =>
      indices.map(i => ({
        id: `${stackId}-e${i}`,
        stackId,
        // Two events share a moment.
        at: `2026-05-01T10:00:0${Math.floor(i / 2)}.000Z`,
        logicalId: i === 0 || i === 5 ? 'claims' : 'Bucket',
        resourceType: 'AWS::S3::Bucket',
        status: i === 5 ? 'CREATE_COMPLETE' : 'CREATE_IN_PROGRESS',
        reason: i === 0 ? 'User Initiated' : undefined,
      }));
    const once = { minLength: indices.length, maxLength: indices.length };
    let stacks = 0;

    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(indices, once),
        fc.array(fc.constantFrom(...indices), { maxLength: 6 }),
        fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
        async (order, again, endsBatch) => {
          stacks += 1;
          const stackId = `arn:stack-${String(stacks).padStart(4, '0')}`;
          const events = eventsOf(stackId);
          const batches: (typeof events)[] = [[]];
          [...order, ...again].forEach((index, position) => {
            batches[batches.length - 1].push(events[index]);
            if (endsBatch[position]) {
              batches.push([]);
            }
          });
          for (const batch of batches) {
            await stackEvents.addEvents(batch);
          }

          const newestFirst = [...events].reverse();
          expect(await stackEvents.listEvents(stackId, { limit: 20 })).toEqual(
            newestFirst,
          );
          expect(await stackEvents.newestEventId(stackId)).toBe(
            newestFirst[0].id,
          );
          expect(
            await stackEvents.newestEvents([stackId], { limit: 2 }),
          ).toEqual(new Map([[stackId, newestFirst.slice(0, 2)]]));
        },
      ),
      { numRuns: 60 },
    );
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

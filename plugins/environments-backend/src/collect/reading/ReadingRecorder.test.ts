import { mockServices } from '@backstage/backend-test-utils';
import { createSqlite, TestDatabase } from '../../__testUtils__/databases';
import type { ReadingStore } from '../../store';
import { IncompleteReading } from './IncompleteReading';
import { ReadingRecorder } from './ReadingRecorder';

const SOURCE = 'Cost Explorer 111122223333';

describe('a recorded reading', () => {
  const logger = mockServices.logger.mock();
  let database: TestDatabase;
  let readings: ReadingStore;
  let recorder: ReadingRecorder;
  let minute: number;

  beforeEach(async () => {
    database = await createSqlite();
    ({ readings } = database.stores);
    minute = 0;
    recorder = new ReadingRecorder({
      ...database.stores,
      logger,
      now: () => new Date(Date.UTC(2026, 4, 1, 10, minute)),
    });
    jest.clearAllMocks();
  });
  afterEach(() => database.destroy());

  it('goes on where the last one that succeeded ended', async () => {
    const from: unknown[] = [];
    const read = (end: object | undefined, error?: Error) =>
      recorder.record(SOURCE, async state => {
        from.push(state);
        minute += 1;
        if (error) {
          throw error;
        }
        return end;
      });
    const freshness = async () => (await readings.freshness([SOURCE]))[0];

    await read(undefined, new Error('not today'));
    expect(await freshness()).toEqual({
      source: SOURCE,
      readAt: null,
      stale: true,
      reason: `${SOURCE} failed (Error): not today.`,
    });
    await read({ through: 'Monday' });
    expect(await freshness()).toEqual({
      source: SOURCE,
      readAt: '2026-05-01T10:02:00.000Z',
      stale: false,
    });
    await read({ through: 'Tuesday' }, new Error('not today'));
    // What was read before stays, and is as old as it is.
    expect(await freshness()).toEqual({
      source: SOURCE,
      readAt: '2026-05-01T10:02:00.000Z',
      stale: true,
      reason: `${SOURCE} failed (Error): not today.`,
    });
    await read(undefined);
    await read({ through: 'Wednesday' });
    await read(undefined);
    expect(from).toEqual([
      undefined,
      undefined,
      { through: 'Monday' },
      { through: 'Monday' },
      { through: 'Monday' },
      { through: 'Wednesday' },
    ]);
    expect(logger.warn).toHaveBeenCalledTimes(2);
    expect(logger.warn).toHaveBeenCalledWith(
      `${SOURCE} failed (Error): not today.`,
    );
  });

  it('goes on where that of another replica ends, which reads the same source just now', async () => {
    const from: unknown[] = [];
    const read = (end: number) =>
      recorder.record<{ end: number }>(SOURCE, async state => {
        from.push(state?.end);
        return { end };
      });
    await Promise.all([read(1), read(2), read(3)]);
    const [first, ...others] = from;
    expect(first).toBeUndefined();
    const last = (await readings.state<{ end: number }>(SOURCE))?.end;
    expect(new Set([...others, last])).toEqual(new Set([1, 2, 3]));
  });

  it('counts as read where a part is missing, and says which', async () => {
    const from: unknown[] = [];
    await recorder.record(SOURCE, async () => {
      throw new IncompleteReading('claims: refused.', {
        state: { through: 'Monday' },
      });
    });
    expect(await readings.freshness([SOURCE])).toEqual([
      {
        source: SOURCE,
        readAt: '2026-05-01T10:00:00.000Z',
        stale: true,
        reason: `${SOURCE} was read in part: claims: refused.`,
      },
    ]);
    await recorder.record(SOURCE, async state => {
      from.push(state);
    });
    expect(from).toEqual([{ through: 'Monday' }]);
    expect(await readings.freshness([SOURCE])).toEqual([
      { source: SOURCE, readAt: '2026-05-01T10:00:00.000Z', stale: false },
    ]);
  });
});

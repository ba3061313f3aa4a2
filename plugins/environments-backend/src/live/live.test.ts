import { mockServices } from '@backstage/backend-test-utils';
import type { SignalPayload } from '@backstage/plugin-signals-node';
import { createSqlite, TestDatabase } from '../__testUtils__/databases';
import { PLACE, stackReading } from '../__testUtils__/stackReading';
import { StoreSignals } from './StoreSignals';
import { watchStores } from './watchStores';

describe('watchStores', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createSqlite();
  });
  afterAll(() => database.destroy());

  it('tells of what differs from what was written last, after it is written, and of nothing that is read', async () => {
    let changes = 0;
    const stores = watchStores(database.stores, () => {
      changes += 1;
    });
    const write = async (status: string, minute: number) => {
      await stores.stacks.replaceStacks(
        PLACE,
        [stackReading('alpha', { status })],
        { at: new Date(minute * 60_000) },
      );
      return changes;
    };
    expect(await write('CREATE_IN_PROGRESS', 1)).toBe(1);
    expect(await write('CREATE_IN_PROGRESS', 2)).toBe(1);
    expect(await write('CREATE_COMPLETE', 3)).toBe(2);
    expect(await write('CREATE_IN_PROGRESS', 4)).toBe(3);
    await stores.stacks.replaceStacks({ ...PLACE, region: 'eu-west-1' }, [], {
      at: new Date(),
    });
    expect(changes).toBe(4);
    expect(await write('CREATE_IN_PROGRESS', 5)).toBe(4);
    expect(await stores.stacks.listStacks(PLACE)).toHaveLength(1);
    expect(changes).toBe(4);
  });

  it('tells of nothing that could not be written', async () => {
    const changed = jest.fn();
    const full = new Error('the disk is full');
    const stores = watchStores(
      {
        ...database.stores,
        alarms: {
          ...database.stores.alarms,
          replaceAlarms: async () => {
            throw full;
          },
        },
      },
      changed,
    );
    await expect(stores.alarms.replaceAlarms(PLACE, [])).rejects.toBe(full);
    expect(changed).not.toHaveBeenCalled();
  });
});

describe('StoreSignals', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  const start = () => {
    const published: SignalPayload[] = [];
    const subject = new StoreSignals({
      signals: {
        publish: async payload => {
          published.push(payload as SignalPayload);
        },
      },
      logger: mockServices.logger.mock(),
    });
    return { published, subject };
  };

  it('says once after a burst that something has changed, and nothing of what', () => {
    const { published, subject } = start();
    const heard = jest.fn();
    subject.onChange(heard);
    for (let i = 0; i < 100; i += 1) {
      subject.changed();
    }
    jest.advanceTimersByTime(500);
    expect(published).toEqual([
      {
        recipients: { type: 'broadcast' },
        channel: 'environments',
        message: { changed: true },
      },
    ]);
    expect(heard).toHaveBeenCalledTimes(1);
    subject.changed();
    jest.advanceTimersByTime(500);
    expect(published).toHaveLength(2);
    subject.stop();
  });

  it('says that it is there until it is stopped', () => {
    const { published, subject } = start();
    jest.advanceTimersByTime(65_000);
    expect(published.map(({ message }) => message)).toEqual([
      { alive: true },
      { alive: true },
      { alive: true },
    ]);
    subject.stop();
    jest.advanceTimersByTime(65_000);
    expect(published).toHaveLength(3);
  });
});

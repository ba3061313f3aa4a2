import { mockServices } from '@backstage/backend-test-utils';
import { Collectors } from './Collectors';
import { AWS_TOPIC } from './hints';

const REGIONS = ['us-east-1', 'us-west-2', 'eu-west-1', 'eu-central-1'];
const EVERY_TWO_MINUTES = {
  frequency: { minutes: 2 },
  timeout: { minutes: 5 },
};

/** Collectors of 40 accounts and regions, with what they begin to read, and when, in milliseconds after the start. */
async function startCollectors() {
  const tasks = new Map<string, () => unknown>();
  const began: { what: string; at: number }[] = [];
  const start = performance.now();
  const note = (what: string) => async (place: { account: string }) => {
    began.push({
      what: `${what} ${place.account}`,
      at: performance.now() - start,
    });
  };
  const scheduler = mockServices.scheduler.mock({
    scheduleTask: async ({ id, fn }) => {
      tasks.set(id, () =>
        (fn as (signal: AbortSignal) => unknown)(new AbortController().signal),
      );
    },
  });
  let event: (payload: unknown) => unknown = () => {};
  const events = mockServices.events.mock({
    subscribe: async ({ onEvent }) => {
      event = eventPayload => onEvent({ topic: AWS_TOPIC, eventPayload });
    },
  });
  const schedule = EVERY_TWO_MINUTES;
  await new Collectors({
    config: {
      repositories: [],
      accounts: Array.from({ length: 10 }, (_, index) => ({
        id: String(210_000_000_000 + index),
        name: `account-${index}`,
        regions: REGIONS,
      })),
      portalUrl: '',
      freshness: {},
      schedule: {
        sweep: schedule,
        repositories: schedule,
        costs: schedule,
        trail: schedule,
        driftMaxAgeMs: 3_600_000,
      },
    },
    scheduler,
    events,
    logger: mockServices.logger.mock(),
    metrics: { eventArrived: () => {} },
    now: () => new Date(),
    regions: { collect: note('sweep'), readStacks: note('stacks of') },
    trail: { collect: note('trail') },
    repositories: { collect: async () => {} },
    runs: { collect: async () => {} },
    fleet: { refresh: async () => {}, refreshPart: async () => {} },
  }).start();
  return {
    began,
    event,
    /** All that is due after the portal was down for a while, at once. */
    runAll: () => Promise.all([...tasks.values()].map(task => task())),
  };
}

describe('Collectors', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('begin ten of the readings that are due at once, and then four a second, also in the next round', async () => {
    const { began, runAll } = await startCollectors();
    for (const round of [1, 2]) {
      const before = began.length;
      const all = runAll();
      await jest.advanceTimersByTimeAsync(120_000);
      await all;
      const times = began.slice(before).map(({ at }) => at);
      expect(times).toHaveLength(80);
      for (const time of times) {
        const within = times.filter(at => at >= time && at < time + 1_000);
        expect(within.length).toBeLessThanOrEqual(10 + 4);
      }
      expect(Math.max(...times)).toBeLessThan(round * 120_000 - 90_000);
    }
    expect(new Set(began.map(({ what }) => what)).size).toBe(20);
  });

  it('lets no event wait behind them', async () => {
    const { began, event, runAll } = await startCollectors();
    const all = runAll();
    await jest.advanceTimersByTimeAsync(0);
    const before = began.length;
    const place = { account: '210000000009', region: 'eu-central-1' };
    event(place);
    // What a detection found is no matter of stacks alone.
    event({
      ...place,
      'detail-type': 'CloudFormation Drift Detection Status Change',
    });
    await jest.advanceTimersByTimeAsync(0);
    expect(began.slice(before).map(({ what }) => what)).toEqual([
      'stacks of 210000000009',
      'sweep 210000000009',
    ]);
    await jest.advanceTimersByTimeAsync(120_000);
    await all;
  });
});

import fc from 'fast-check';
import { SingleFlight } from './SingleFlight';

interface Call {
  /** Turns of the microtask queue before the call, and while its work runs. */
  after: number;
  takes: number;
  fails: boolean;
}

type Step = 'call' | 'start' | 'end' | 'settled';

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) {
    await undefined;
  }
}

/** What happens to one key, in order. */
async function fly(
  flights: SingleFlight,
  key: string,
  calls: Call[],
): Promise<Array<{ step: Step; call: number }>> {
  const steps: Array<{ step: Step; call: number }> = [];
  await Promise.all(
    calls.map(async ({ after, takes, fails }, call) => {
      await turns(after);
      steps.push({ step: 'call', call });
      const run = flights.run(key, async () => {
        steps.push({ step: 'start', call });
        await turns(takes);
        steps.push({ step: 'end', call });
        if (fails) {
          throw new Error('the work failed');
        }
      });
      await Promise.allSettled([run]);
      steps.push({ step: 'settled', call });
    }),
  );
  return steps;
}

const calls = fc.array(
  fc.record({
    after: fc.nat({ max: 30 }),
    takes: fc.nat({ max: 10 }),
    fails: fc.boolean(),
  }),
  { minLength: 1, maxLength: 12 },
);

describe('a single flight', () => {
  it('runs a key once at a time, once after each call, and once for all calls that wait', async () => {
    await fc.assert(
      fc.asyncProperty(calls, calls, async (first, second) => {
        const flights = new SingleFlight();
        for (const steps of await Promise.all([
          fly(flights, 'first', first),
          fly(flights, 'second', second),
        ])) {
          const indexes = (wanted: Step) =>
            steps.flatMap(({ step }, index) => (step === wanted ? index : []));
          const starts = indexes('start');
          const ends = indexes('end');
          expect(ends).toHaveLength(starts.length);
          starts.forEach((start, run) => {
            const before = run === 0 ? -1 : starts[run - 1];
            expect(start).toBeGreaterThan(run === 0 ? -1 : ends[run - 1]);
            // Somebody called since the run before began: no run is for nobody.
            expect(
              indexes('call').some(call => before < call && call < start),
            ).toBe(true);
          });
          indexes('call').forEach(call => {
            const settled = steps.findIndex(
              s => s.step === 'settled' && s.call === steps[call].call,
            );
            const run = starts.findIndex(start => start > call);
            expect(run).toBeGreaterThanOrEqual(0);
            expect(settled).toBeGreaterThan(ends[run]);
          });
        }
      }),
      { numRuns: 500 },
    );
  });

  it('passes on what the work throws, and runs again afterwards', async () => {
    const flights = new SingleFlight();
    await expect(
      flights.run('key', () => Promise.reject(new Error('the work failed'))),
    ).rejects.toThrow('the work failed');
    const work = jest.fn().mockResolvedValue(undefined);
    await flights.run('key', work);
    expect(work).toHaveBeenCalledTimes(1);
  });
});

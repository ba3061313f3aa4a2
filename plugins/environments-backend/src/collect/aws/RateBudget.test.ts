import fc from 'fast-check';
import { RateBudget } from './RateBudget';

/** When calls that arrive at these times go through by the generic cell rate algorithm, milliseconds. */
function schedule(
  arrivals: number[],
  { perSecond, burst }: { perSecond: number; burst: number },
): number[] {
  const interval = 1000 / perSecond;
  let free = 0;
  return arrivals.map(arrival => {
    const at = Math.max(arrival, free - (burst - 1) * interval);
    free = Math.max(free, at) + interval;
    return at;
  });
}

describe('the rate budget', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('lets a burst through at once and then so many a second, first come, first served', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          perSecond: fc.double({ min: 0.5, max: 50, noNaN: true }),
          burst: fc.integer({ min: 1, max: 20 }),
          // Milliseconds before each call.
          gaps: fc.array(fc.integer({ min: 0, max: 1_000 }), { maxLength: 60 }),
        }),
        async ({ gaps, ...rate }) => {
          const start = performance.now();
          const budget = new RateBudget(rate);
          const arrivals: number[] = [];
          const through: Array<{ taker: number; at: number }> = [];
          for (const [taker, gap] of gaps.entries()) {
            await jest.advanceTimersByTimeAsync(gap);
            arrivals.push(performance.now() - start);
            budget
              .take()
              .then(() =>
                through.push({ taker, at: performance.now() - start }),
              );
          }
          await jest.advanceTimersByTimeAsync(200_000);

          expect(through.map(({ taker }) => taker)).toEqual([...gaps.keys()]);
          const expected = schedule(arrivals, rate);
          for (const { taker, at } of through) {
            // Timers count whole milliseconds.
            expect(Math.abs(at - expected[taker])).toBeLessThanOrEqual(2);
          }
        },
      ),
    );
  });

  it('halves its rate where AWS throttles, down to a tenth, and comes back to all of it', async () => {
    const budget = new RateBudget({ perSecond: 4, burst: 8 });
    const goesThrough = async (milliseconds: number) => {
      let through = 0;
      let open = true;
      const ask = async () => {
        while (open) {
          await budget.take();
          through += open ? 1 : 0;
        }
      };
      const asking = ask();
      await jest.advanceTimersByTimeAsync(milliseconds);
      open = false;
      await jest.advanceTimersByTimeAsync(20_000);
      await asking;
      return through;
    };
    budget.throttled();
    expect(budget.rate()).toBe(2);
    // Nothing is left of the burst.
    expect(await goesThrough(1_000)).toBeLessThanOrEqual(3);
    for (let i = 0; i < 10; i += 1) {
      budget.throttled();
    }
    expect(budget.rate()).toBe(0.4);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(budget.rate()).toBeCloseTo(2.4);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(budget.rate()).toBe(4);
    expect(budget.remaining()).toBe(8);
  });
});

import { driftInterval } from './driftInterval';

describe('driftInterval', () => {
  const TWO_MINUTES = { sweepEveryMs: 120_000, rate: 3, inFlight: 10 };

  it.each([
    // What runs at a time bounds it: ten a sweep.
    [0, TWO_MINUTES, 0],
    [1, TWO_MINUTES, 120],
    [300, TWO_MINUTES, 3_600],
    [301, TWO_MINUTES, 3_720],
    // The rate does where sweeps follow each other at once, or AWS throttles.
    [300, { ...TWO_MINUTES, sweepEveryMs: 10_000 }, 800],
    [300, { ...TWO_MINUTES, rate: 0.3 }, 8_000],
  ])('checks %p stacks with %p every %p seconds', (stacks, rest, seconds) => {
    expect(driftInterval({ stacks, ...rest })).toBe(seconds);
  });
});

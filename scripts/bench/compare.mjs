import { performance } from 'node:perf_hooks';
import { say } from './commands.mjs';

/** Milliseconds that some work takes. */
export async function timed(work) {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2
    ? sorted[middle]
    : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The smallest of the values that 95 of a hundred do not exceed. */
function p95(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * 0.95) - 1];
}

/** Rounds below which the slowest one of twenty says nothing. */
const ROUNDS_OF_P95 = 20;

const rounded = (value, digits) => Number(value.toFixed(digits));

/**
 * Measures both sides in turn, after one round that does not count.
 *
 * @param ours - does it our way; answers the milliseconds it took
 * @param theirs - the same, for what a user would do instead
 * @returns the row; a ratio above 1 says how many times faster ours is, and `p95` what 95 of a hundred of ours do not exceed, where there are enough rounds
 */
export async function compare(id, { n, ours, theirs }) {
  const times = { ours: [], theirs: [] };
  for (let round = 0; round <= n; round += 1) {
    const a = await ours(round);
    const b = await theirs(round);
    const title = round ? `${round} of ${n}` : 'warm-up';
    say(`  ${title}: ours ${rounded(a, 1)} ms, theirs ${rounded(b, 1)} ms`);
    if (round) {
      times.ours.push(a);
      times.theirs.push(b);
    }
  }
  const [a, b] = [median(times.ours), median(times.theirs)];
  return {
    id,
    ours: rounded(a, 1),
    theirs: rounded(b, 1),
    ratio: rounded(b / a, 2),
    unit: 'ms',
    n,
    ...(n >= ROUNDS_OF_P95 ? { p95: rounded(p95(times.ours), 1) } : {}),
  };
}

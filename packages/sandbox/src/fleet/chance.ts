import { createHash } from 'node:crypto';

/**
 * Numbers from 0 up to 1 that look like chance: each follows from the seed and from what it is asked for, and not from what was asked
 * before, so that a fleet keeps what it has when something is added to how it is told.
 */
export function chanceOf(
  seed: string,
): (...about: readonly (string | number)[]) => number {
  return (...about) =>
    createHash('sha256')
      .update(JSON.stringify([seed, ...about]))
      .digest()
      .readUInt32BE(0) /
    2 ** 32;
}

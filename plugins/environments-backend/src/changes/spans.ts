import type { Span } from '../store';

/**
 * How far apart in time facts belong together where only their times say so, milliseconds: an operation of CloudFormation, and a run of the
 * pipeline, end within a day (a job of GitHub's own runners within six hours).
 */
export const REACH_MS = 86_400_000;

/** The pipeline reports a moment after CloudFormation is done, and begins a moment before. */
export const SLACK_MS = 60_000;

/** A stretch of time in milliseconds since 1970, ends included. */
export interface Stretch {
  from: number;
  until: number;
}

/** Joins stretches that are nearer to each other than this; the earliest first. */
export function joinStretches(
  stretches: readonly Stretch[],
  nearerThan: number,
): Stretch[] {
  const joined: Stretch[] = [];
  for (const next of [...stretches].sort((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    if (last && next.from - last.until < nearerThan) {
      last.until = Math.max(last.until, next.until);
    } else {
      joined.push({ ...next });
    }
  }
  return joined;
}

/** What of a stretch is in none of these, which are the earliest first and apart. */
export function without(
  { from, until }: Stretch,
  covered: readonly Stretch[],
): Stretch[] {
  const left: Stretch[] = [];
  let begin = from;
  for (const each of covered) {
    if (each.until >= begin && each.from <= until) {
      if (each.from > begin) {
        left.push({ from: begin, until: each.from - 1 });
      }
      begin = each.until + 1;
      if (begin > until) {
        return left;
      }
    }
  }
  return [...left, { from: begin, until }];
}

/** Times that four digits of a year can write. */
const [FIRST, LAST] = [0, Date.UTC(9999, 0)];

/** A stretch as the tables write times. */
export function toSpan({ from, until }: Stretch): Span {
  const iso = (time: number) =>
    new Date(Math.min(LAST, Math.max(FIRST, time))).toISOString();
  return { from: iso(from), until: iso(until) };
}

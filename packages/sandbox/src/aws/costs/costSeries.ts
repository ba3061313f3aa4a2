import { createHash } from 'node:crypto';

/** A part of a resource's price: what one hour of it costs. */
export interface HourlyCharge {
  /** The service's name in Cost Explorer. */
  service: string;
  /** USD an hour. */
  amount: number;
  /** What depends on use varies from day to day; what is charged for being there does not. */
  basis: 'fixed' | 'usage';
}

/** A resource as the bill sees it: what it costs an hour, from when to when. */
export interface BilledResource {
  id: string;
  type: string;
  account: string;
  region: string;
  stackName: string;
  tags: Record<string, string>;
  /** Oldest first; each holds until the next begins. Moments in milliseconds since the epoch. */
  versions: { from: number; charges: HourlyCharge[] }[];
  /** When it was deleted. */
  until?: number;
}

/** What is known of a cost besides when it arose; filters and groups go by it. */
export interface Charged {
  resource: BilledResource;
  service: string;
}

/** What a resource cost on one day. */
interface DayCost {
  /** Days since the epoch, UTC. */
  day: number;
  /** USD */
  amount: number;
  /** Hours for which it was charged. */
  hours: number;
}

/** A resource's charges of one service, day by day; a day on which its price changed comes twice. */
export interface CostSeries extends Charged {
  days: DayCost[];
}

/** Milliseconds of a day. */
export const DAY = 86_400_000;
const HOUR = 3_600_000;

/**
 * What a resource cost in a span of time, by service. Nothing is charged after `now`. The same resource costs the same
 * on the same day however often one asks.
 */
export function costSeries(
  resource: BilledResource,
  span: { from: number; to: number; now: number },
): CostSeries[] {
  const series = new Map<string, DayCost[]>();
  const usage = usageOf(resource.id);
  resource.versions.forEach((version, index) => {
    const next = resource.versions[index + 1]?.from ?? Infinity;
    const from = Math.max(version.from, span.from);
    const to = Math.min(next, resource.until ?? Infinity, span.to, span.now);
    for (let start = startOfDay(from); start < to; start += DAY) {
      const hours = (Math.min(to, start + DAY) - Math.max(from, start)) / HOUR;
      const day = start / DAY;
      if (hours <= 0) {
        continue;
      }
      for (const { service, amount, basis } of version.charges) {
        const days = series.get(service) ?? [];
        series.set(service, days);
        const factor = basis === 'usage' ? usage(day) : 1;
        days.push({ day, amount: amount * hours * factor, hours });
      }
    }
  });
  return [...series].map(([service, days]) => ({ resource, service, days }));
}

/** How much of the assumed use a resource has on a day: 0.85 to 1.15 on working days, a fifth less at the weekend. */
export function usageOf(resourceId: string): (day: number) => number {
  const seed = createHash('sha1').update(resourceId).digest().readUInt32BE(0);
  return day => {
    const noise = 0.85 + scatter(seed, day) * 0.3;
    // The epoch began on a Thursday.
    const weekday = (day + 4) % 7;
    return weekday === 0 || weekday === 6 ? noise * 0.8 : noise;
  };
}

/** A number from 0 to 1 that looks like chance, and is the same for the same two. */
function scatter(seed: number, day: number): number {
  let mixed = Math.imul(seed ^ Math.imul(day, 0x9e3779b1), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 13)) >>> 0) / 0xffffffff;
}

/** First moment of the UTC day. */
export function startOfDay(millis: number): number {
  return Math.floor(millis / DAY) * DAY;
}

/** First moment of the UTC month, or of one so many months later. */
export function startOfMonth(millis: number, later = 0): number {
  const date = new Date(millis);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + later, 1);
}

/** `YYYY-MM-DD` in UTC. */
export function isoDay(millis: number): string {
  return new Date(millis).toISOString().slice(0, 10);
}

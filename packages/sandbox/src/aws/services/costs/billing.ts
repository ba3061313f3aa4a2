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

/** One amount on the bill: a resource's charges of one service on one day. */
export interface CostItem {
  resource: BilledResource;
  service: string;
  /** `YYYY-MM-DD`, UTC */
  day: string;
  /** USD */
  amount: number;
  /** Hours for which it was charged. */
  hours: number;
}

/** Milliseconds of a day. */
export const DAY = 86_400_000;
const HOUR = 3_600_000;

/**
 * What a resource cost in a span of time, by day and service. Nothing is charged after `now`. The same resource costs
 * the same on the same day however often one asks.
 */
export function costItems(
  resource: BilledResource,
  span: { from: number; to: number; now: number },
): CostItem[] {
  const items: CostItem[] = [];
  resource.versions.forEach((version, index) => {
    const next = resource.versions[index + 1]?.from ?? Infinity;
    const from = Math.max(version.from, span.from);
    const to = Math.min(next, resource.until ?? Infinity, span.to, span.now);
    for (let start = startOfDay(from); start < to; start += DAY) {
      const hours = (Math.min(to, start + DAY) - Math.max(from, start)) / HOUR;
      if (hours > 0) {
        const day = isoDay(start);
        for (const { service, amount, basis } of version.charges) {
          const factor = basis === 'usage' ? usageOfDay(resource.id, day) : 1;
          items.push({
            resource,
            service,
            day,
            amount: amount * hours * factor,
            hours,
          });
        }
      }
    }
  });
  return items;
}

/** How much of the assumed use a resource has on a day: 0.85 to 1.15 on working days, less at the weekend. */
export function usageOfDay(resourceId: string, day: string): number {
  const digest = createHash('sha1').update(`${resourceId} ${day}`).digest();
  const noise = 0.85 + (digest.readUInt32BE(0) / 0xffffffff) * 0.3;
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return weekday === 0 || weekday === 6 ? noise * 0.8 : noise;
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

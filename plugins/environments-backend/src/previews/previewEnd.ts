const HOUR_MS = 3_600_000;
/** How long before its end people are told of it. */
const WARNING_MS = 24 * HOUR_MS;

/**
 * When a preview ends: its hours after the creation of its stack. Undefined while there is no stack, or where the protected branch says no
 * time to live.
 *
 * @param createdAt - ISO 8601
 */
export function previewEnd(
  createdAt: string | undefined,
  ttlHours: number | undefined,
): Date | undefined {
  return createdAt === undefined || ttlHours === undefined
    ? undefined
    : new Date(Date.parse(createdAt) + ttlHours * HOUR_MS);
}

/** When a preview ends, if that is within a day and has not come yet. */
export function soonEnd(
  endsAt: Date | string | undefined,
  now: Date,
): Date | undefined {
  const end = endsAt === undefined ? undefined : new Date(endsAt);
  const left = end ? end.getTime() - now.getTime() : 0;
  return left > 0 && left <= WARNING_MS ? end : undefined;
}

/** The form that makes a preview live for a day longer, below the portal's address. */
export function extendHref(name: string): string {
  const values = { entityRef: `resource:default/${name}`, hours: 24 };
  return `/create/templates/default/extend-preview?formData=${encodeURIComponent(JSON.stringify(values))}`;
}

/** `2026-11-21 07:30 UTC`. */
export function utc(date: Date): string {
  return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

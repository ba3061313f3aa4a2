/** True for an object that is neither a list nor null. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** True for what stands as a text in a template. */
export function isScalar(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

/** A scalar as text; what only a malformed template puts there, as none. */
export function asText(value: unknown): string {
  return isScalar(value) ? String(value) : '';
}

/** What an object has by itself under this name; undefined for anything else, as a template may name what every object has. */
export function own(value: unknown, name: string): unknown {
  return isRecord(value) && Object.hasOwn(value, name)
    ? value[name]
    : undefined;
}

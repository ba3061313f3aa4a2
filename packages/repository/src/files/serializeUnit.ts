import type { JsonObject, JsonValue } from '@backstage/types';
import type { Unit } from '@plinth/blueprints/schema';

/** The order in which a unit's fields are written; a person reads who and where before the details. */
const FIELDS = [
  'kind',
  'name',
  'environment',
  'blueprint',
  'version',
  'stage',
  'account',
  'region',
  'owner',
  'monthlyBudget',
  'parameters',
];

/**
 * A unit as the text of its JSON file. The same unit always gives the same bytes, whatever the order of its keys,
 * so that a repeated request can be recognised by content.
 */
export function serializeUnit(unit: Unit): string {
  const fields = { ...unit } as JsonObject;
  const known = FIELDS.filter(field => fields[field] !== undefined);
  const others = Object.keys(fields)
    .filter(field => !FIELDS.includes(field))
    .sort();
  const ordered = Object.fromEntries(
    [...known, ...others].map(field => [field, sortKeys(fields[field])]),
  );
  return `${JSON.stringify(ordered, undefined, 2)}\n`;
}

function sortKeys(value: JsonValue | undefined): JsonValue | undefined {
  if (Array.isArray(value)) {
    return value.map(item => sortKeys(item) ?? null);
  }
  if (value === null || typeof value !== 'object') {
    return value;
  }
  // fromEntries defines own properties, so that a key named `__proto__` stays data
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map(key => [key, sortKeys(value[key])]),
  );
}

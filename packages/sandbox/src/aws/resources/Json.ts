/** A JSON value. */
export type Json =
  string | number | boolean | null | Json[] | { [key: string]: Json };

/** A JSON object. */
export type JsonObject = { [key: string]: Json };

/** Whether the value is an object, and not a list. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Deep equality that, like CloudFormation, does not tell `true` from `"true"` or 1 from "1", nor orders keys. */
export function sameJson(
  left: Json | undefined,
  right: Json | undefined,
): boolean {
  if (left === right) {
    return true;
  }
  if (Array.isArray(left) && Array.isArray(right)) {
    return (
      left.length === right.length &&
      left.every((item, index) => sameJson(item, right[index]))
    );
  }
  if (isObject(left) && isObject(right)) {
    const keys = Object.keys(left);
    return (
      keys.length === Object.keys(right).length &&
      keys.every(key => key in right && sameJson(left[key], right[key]))
    );
  }
  if (isScalar(left) && isScalar(right)) {
    return String(left) === String(right);
  }
  return false;
}

function isScalar(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

/** An independent copy. */
export function copyJson<T extends Json>(value: T): T {
  return structuredClone(value);
}

/** A list; empty for anything else. */
export function listOf(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}

/** An object; empty for anything else. */
export function objectOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

/** A scalar's text; undefined where there is none. */
export function textOf(value: Json | undefined): string | undefined {
  return value === undefined || value === null ? undefined : String(value);
}

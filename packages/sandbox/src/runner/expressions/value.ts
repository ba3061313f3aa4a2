/** What an expression can yield. */
export type Value =
  | null
  | boolean
  | number
  | string
  | readonly Value[]
  | { readonly [key: string]: Value };

/** An object value whose keys are compared without regard to case when they are read. */
export type Dictionary = { readonly [key: string]: Value };

/** True for objects that are neither null nor arrays. */
export function isDictionary(value: Value): value is Dictionary {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** GitHub's truth: everything but null, false, 0, NaN and the empty string. */
export function isTruthy(value: Value): boolean {
  return typeof value === 'number'
    ? value !== 0 && !Number.isNaN(value)
    : Boolean(value);
}

/** The text a value has inside a string; arrays and objects show only their kind, as on GitHub. */
export function toText(value: Value): string {
  if (value === null) {
    return '';
  }
  if (typeof value === 'number') {
    return Number.isFinite(value) ? String(+value.toFixed(15)) : String(value);
  }
  if (typeof value === 'object') {
    return Array.isArray(value) ? 'Array' : 'Object';
  }
  return String(value);
}

/** The number a value has in a comparison of unlike types; NaN where it has none. */
function toNumber(value: Value): number {
  return typeof value === 'object' && value !== null ? NaN : Number(value);
}

/** Reads a key of an object, or null; the spelling may differ in case. */
export function readKey(value: Dictionary, key: string): Value {
  if (Object.hasOwn(value, key)) {
    return value[key];
  }
  const wanted = key.toLowerCase();
  const found = Object.keys(value).find(name => name.toLowerCase() === wanted);
  return found === undefined ? null : value[found];
}

function alike(left: Value, right: Value): [Value, Value] {
  const sameKind =
    typeof left === typeof right && (left === null) === (right === null);
  return sameKind ? [left, right] : [toNumber(left), toNumber(right)];
}

/** `==` of the expression language: types are converted, case of text does not count. */
export function equals(left: Value, right: Value): boolean {
  const [a, b] = alike(left, right);
  return typeof a === 'string' && typeof b === 'string'
    ? a.toUpperCase() === b.toUpperCase()
    : a === b;
}

/** `<` of the expression language; false where the two cannot be ordered. */
export function isLess(left: Value, right: Value): boolean {
  const [a, b] = alike(left, right);
  if (typeof a === 'string' && typeof b === 'string') {
    return a.toUpperCase() < b.toUpperCase();
  }
  if (typeof a === 'object' || typeof b === 'object') {
    return false;
  }
  return Number(a) < Number(b);
}

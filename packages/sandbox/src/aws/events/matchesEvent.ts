import { isStructure } from '../service/Input';

const OPERATORS: Record<
  string,
  ((operand: unknown, value: unknown) => boolean) | undefined
> = {
  prefix: (operand, value) =>
    typeof value === 'string' &&
    typeof operand === 'string' &&
    value.startsWith(operand),
  suffix: (operand, value) =>
    typeof value === 'string' &&
    typeof operand === 'string' &&
    value.endsWith(operand),
  'equals-ignore-case': (operand, value) =>
    typeof value === 'string' &&
    String(operand).toLowerCase() === value.toLowerCase(),
  wildcard: (operand, value) =>
    typeof value === 'string' &&
    new RegExp(`^${String(operand).split('*').map(quote).join('.*')}$`).test(
      value,
    ),
  'anything-but': (operand, value) => {
    if (value === undefined) {
      return false;
    }
    if (isStructure(operand)) {
      return !matchesScalar(operand, value);
    }
    const excluded = Array.isArray(operand) ? operand : [operand];
    return !excluded.includes(value);
  },
  exists: (operand, value) => (value !== undefined) === operand,
  numeric: (operand, value) =>
    typeof value === 'number' &&
    Array.isArray(operand) &&
    compares(value, operand),
};

/**
 * Whether an event matches an EventBridge pattern: exact values, `prefix`, `suffix`, `anything-but`, `exists`, `numeric`,
 * `equals-ignore-case`, `wildcard`, and `$or`. A list in the event matches if one of its items does.
 */
export function matchesEvent(pattern: unknown, event: unknown): boolean {
  if (!isStructure(pattern)) {
    return false;
  }
  return Object.entries(pattern).every(([name, rule]) => {
    if (name === '$or') {
      return (
        Array.isArray(rule) && rule.some(option => matchesEvent(option, event))
      );
    }
    const value = isStructure(event) ? event[name] : undefined;
    if (Array.isArray(rule)) {
      return rule.some(matcher => matchesValue(matcher, value));
    }
    return Array.isArray(value)
      ? value.some(item => matchesEvent(rule, item))
      : matchesEvent(rule, value);
  });
}

/** The operators of a pattern that are not understood, in the order found; a rule with one must be refused. */
export function unknownOperators(pattern: unknown): string[] {
  if (!isStructure(pattern)) {
    return ['a pattern that is not an object'];
  }
  return Object.entries(pattern).flatMap(([name, rule]) => {
    if (name === '$or') {
      return Array.isArray(rule) ? rule.flatMap(unknownOperators) : ['$or'];
    }
    if (!Array.isArray(rule)) {
      return isStructure(rule)
        ? unknownOperators(rule)
        : [`${name}: a value that is not in a list`];
    }
    return rule
      .filter(isStructure)
      .flatMap(matcher => Object.keys(matcher))
      .filter(operator => !(operator in OPERATORS));
  });
}

function matchesValue(matcher: unknown, value: unknown): boolean {
  if (Array.isArray(value)) {
    return value.some(item => matchesScalar(matcher, item));
  }
  return matchesScalar(matcher, value);
}

function matchesScalar(matcher: unknown, value: unknown): boolean {
  if (!isStructure(matcher)) {
    return matcher === value;
  }
  return Object.entries(matcher).every(
    ([operator, operand]) => OPERATORS[operator]?.(operand, value) ?? false,
  );
}

function compares(value: number, operand: unknown[]): boolean {
  for (let index = 0; index + 1 < operand.length; index += 2) {
    const bound = Number(operand[index + 1]);
    const holds = {
      '=': value === bound,
      '<': value < bound,
      '<=': value <= bound,
      '>': value > bound,
      '>=': value >= bound,
    }[String(operand[index])];
    if (!holds) {
      return false;
    }
  }
  return operand.length > 0;
}

function quote(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

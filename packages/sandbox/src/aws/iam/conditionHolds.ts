import { BlockList, isIP } from 'node:net';
import { matchesPattern } from './matchesPattern';

type Comparison = (actual: string, expected: string) => boolean;

function numeric(compare: (left: number, right: number) => boolean) {
  return (actual: string, expected: string) =>
    compare(Number(actual), Number(expected));
}

function dated(compare: (left: number, right: number) => boolean) {
  return (actual: string, expected: string) =>
    compare(moment(actual), moment(expected));
}

/** A date is written in ISO 8601, or in seconds since the epoch. */
function moment(text: string): number {
  return /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text);
}

const comparisons: Record<string, Comparison> = {
  StringEquals: (actual, expected) => actual === expected,
  StringEqualsIgnoreCase: (actual, expected) =>
    actual.toLowerCase() === expected.toLowerCase(),
  StringLike: (actual, expected) => matchesPattern(expected, actual),
  NumericEquals: numeric((left, right) => left === right),
  NumericLessThan: numeric((left, right) => left < right),
  NumericLessThanEquals: numeric((left, right) => left <= right),
  NumericGreaterThan: numeric((left, right) => left > right),
  NumericGreaterThanEquals: numeric((left, right) => left >= right),
  DateEquals: dated((left, right) => left === right),
  DateLessThan: dated((left, right) => left < right),
  DateLessThanEquals: dated((left, right) => left <= right),
  DateGreaterThan: dated((left, right) => left > right),
  DateGreaterThanEquals: dated((left, right) => left >= right),
  Bool: (actual, expected) => actual.toLowerCase() === expected.toLowerCase(),
  BinaryEquals: (actual, expected) => actual === expected,
  IpAddress: inRange,
  ArnEquals: matchesArn,
  ArnLike: matchesArn,
};

const negations: Record<string, Comparison> = {
  StringNotEquals: comparisons.StringEquals,
  StringNotEqualsIgnoreCase: comparisons.StringEqualsIgnoreCase,
  StringNotLike: comparisons.StringLike,
  NumericNotEquals: comparisons.NumericEquals,
  DateNotEquals: comparisons.DateEquals,
  NotIpAddress: comparisons.IpAddress,
  ArnNotEquals: comparisons.ArnEquals,
  ArnNotLike: comparisons.ArnLike,
};

/** Whether IAM has the operator, with its prefix for sets and `IfExists`. */
export function isConditionOperator(operator: string): boolean {
  const { base } = parsed(operator);
  return base === 'Null' || base in comparisons || base in negations;
}

/** Whether a key's value, of the request, satisfies one entry of a condition block. */
export function conditionHolds(
  operator: string,
  actual: string | string[] | undefined,
  expected: string[],
): boolean {
  const { set, base, ifExists } = parsed(operator);
  if (base === 'Null') {
    return expected.includes(String(actual === undefined));
  }
  const negated = base in negations;
  const every = set === 'ForAllValues' || (negated && !set);
  if (actual === undefined) {
    return ifExists || every;
  }
  const compare = negated ? negations[base] : comparisons[base];
  const matches = (value: string) =>
    expected.some(item => compare(value, item)) !== negated;
  const values = [actual].flat();
  return every ? values.every(matches) : values.some(matches);
}

function parsed(operator: string) {
  const [, set, base, ifExists] =
    /^(?:(ForAllValues|ForAnyValue):)?(.*?)(IfExists)?$/.exec(operator) ?? [];
  return { set, base, ifExists: ifExists !== undefined };
}

/** A wildcard in an ARN ends with its part. */
function matchesArn(actual: string, expected: string): boolean {
  const parts = arnParts(actual);
  const patterns = arnParts(expected);
  return (
    parts.length === patterns.length &&
    patterns.every((pattern, index) => matchesPattern(pattern, parts[index]))
  );
}

function arnParts(arn: string): string[] {
  const parts = arn.split(':');
  return [...parts.slice(0, 5), parts.slice(5).join(':')];
}

function inRange(address: string, range: string): boolean {
  const [network, bits] = range.split('/');
  const family = isIP(network) === 6 ? 'ipv6' : 'ipv4';
  if (!isIP(network) || !isIP(address)) {
    return false;
  }
  const list = new BlockList();
  list.addSubnet(
    network,
    Number(bits ?? (family === 'ipv4' ? 32 : 128)),
    family,
  );
  return list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

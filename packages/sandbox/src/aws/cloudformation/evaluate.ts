import { isIPv4 } from 'node:net';
import { availabilityZones } from '../ec2/availabilityZones';
import { isObject, type Json, type JsonObject } from '../resources/Json';
import { subNames } from './referencesOf';
import type { Template } from './Template';
import { validationError } from './validationError';

/** Stands in a change set for what only the deployment will tell. */
export const UNKNOWN = '{{changeSet:KNOWN_AFTER_APPLY}}';

/** Whether a value hangs on something that is not known yet. */
export function isUnknown(value: Json | undefined): boolean {
  return JSON.stringify(value ?? null).includes(UNKNOWN);
}

/** What expressions are evaluated in. */
export interface Scope {
  template: Template;
  account: string;
  region: string;
  stackName: string;
  stackId: string;
  notificationArns: string[];
  /** Values by name; lists for list types. */
  parameters: Record<string, string | string[]>;
  /** Physical id, or {@link UNKNOWN}. */
  ref(logicalId: string): string;
  attribute(logicalId: string, name: string): Json;
  importValue(name: string): string;
  /** Resolves a dynamic reference's text between the braces; returns it unchanged to keep it as it is. */
  dynamic(reference: string): string;
}

const nothing = Symbol('AWS::NoValue');
type Value = Json | typeof nothing;

/** Evaluates an expression; `AWS::NoValue` drops the member that holds it. */
export function evaluate(expression: Json, scope: Scope): Json {
  const value = evaluated(expression, scope);
  return value === nothing ? null : value;
}

/** Evaluates an object's members, leaving out those without a value. */
export function evaluateObject(
  expression: JsonObject,
  scope: Scope,
): JsonObject {
  return members(expression, scope);
}

/** Whether a condition of the template holds. */
export function conditionHolds(
  name: string | undefined,
  scope: Scope,
): boolean {
  if (name === undefined) {
    return true;
  }
  const expression = scope.template.conditions[name];
  if (expression === undefined) {
    throw validationError(
      `Template error: unresolved condition dependency ${name}`,
    );
  }
  return truth(expression, scope);
}

function evaluated(expression: Json, scope: Scope): Value {
  if (typeof expression === 'string') {
    return resolveDynamic(expression, scope);
  }
  if (Array.isArray(expression)) {
    return expression
      .map(item => evaluated(item, scope))
      .filter((item): item is Json => item !== nothing);
  }
  if (!isObject(expression)) {
    return expression;
  }
  const keys = Object.keys(expression);
  if (keys.length === 1) {
    const [name] = keys;
    if (name === 'Ref') {
      return reference(String(expression.Ref), scope);
    }
    const intrinsic = intrinsicNamed(name);
    if (intrinsic) {
      return intrinsic(expression[name], scope);
    }
    if (name.startsWith('Fn::')) {
      throw validationError(
        `Template error: the intrinsic function ${name} is not supported by the sandbox`,
      );
    }
  }
  return members(expression, scope);
}

function members(expression: JsonObject, scope: Scope): JsonObject {
  const result: JsonObject = {};
  for (const [name, member] of Object.entries(expression)) {
    const value = evaluated(member, scope);
    if (value !== nothing) {
      result[name] = value;
    }
  }
  return result;
}

function reference(name: string, scope: Scope): Value {
  switch (name) {
    case 'AWS::NoValue':
      return nothing;
    case 'AWS::AccountId':
      return scope.account;
    case 'AWS::Region':
      return scope.region;
    case 'AWS::StackName':
      return scope.stackName;
    case 'AWS::StackId':
      return scope.stackId;
    case 'AWS::Partition':
      return 'aws';
    case 'AWS::URLSuffix':
      return 'amazonaws.com';
    case 'AWS::NotificationARNs':
      return scope.notificationArns;
    default:
  }
  if (Object.hasOwn(scope.parameters, name)) {
    return scope.parameters[name];
  }
  if (Object.hasOwn(scope.template.resources, name)) {
    return scope.ref(name);
  }
  throw validationError(
    `Template error: instance of Ref references undefined resource ${name}`,
  );
}

type Intrinsic = (argument: Json, scope: Scope) => Value;

const intrinsics: Record<string, Intrinsic> = {
  'Fn::GetAtt': (argument, scope) => {
    const [name, ...rest] =
      typeof argument === 'string'
        ? argument.split('.')
        : [argument]
            .flat()
            .map(item => asText(evaluate(item, scope), 'Fn::GetAtt'));
    return scope.attribute(name, rest.join('.'));
  },
  'Fn::Sub': (argument, scope) => {
    const [text, extra] = [argument].flat() as [Json, Json | undefined];
    const values = isObject(extra) ? members(extra, scope) : {};
    let result = String(text);
    for (const name of new Set(subNames(result))) {
      const value = Object.hasOwn(values, name)
        ? values[name]
        : named(name, scope);
      result = result.replace(
        new RegExp(`\\$\\{\\s*${escapeRegExp(name)}\\s*\\}`, 'g'),
        () => asText(value, 'Fn::Sub'),
      );
    }
    return resolveDynamic(result.replace(/\$\{!([^}]*)\}/g, '${$1}'), scope);
  },
  'Fn::Join': (argument, scope) => {
    const [separator, list] = argument as [Json, Json];
    const items = evaluate(list, scope);
    if (!Array.isArray(items)) {
      if (isUnknown(items)) {
        return UNKNOWN;
      }
      throw validationError(
        'Template error: every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of strings to be joined',
      );
    }
    return resolveDynamic(
      items.map(item => asText(item, 'Fn::Join')).join(String(separator)),
      scope,
    );
  },
  'Fn::Select': (argument, scope) => {
    const [index, list] = argument as [Json, Json];
    const items = evaluate(list, scope);
    const position = Number(evaluate(index, scope));
    if (!Array.isArray(items)) {
      if (isUnknown(items)) {
        return UNKNOWN;
      }
      throw validationError(
        'Template error: Fn::Select requires a list argument with two elements: an integer index and a list',
      );
    }
    if (!(position in items)) {
      if (isUnknown(items)) {
        return UNKNOWN;
      }
      throw validationError(
        `Template error: Fn::Select cannot select nonexistent value at index ${position}`,
      );
    }
    return items[position];
  },
  'Fn::Split': (argument, scope) => {
    const [separator, text] = argument as [Json, Json];
    const value = asText(evaluate(text, scope), 'Fn::Split');
    return isUnknown(value) ? value : value.split(String(separator));
  },
  'Fn::If': (argument, scope) => {
    const [name, yes, no] = argument as [Json, Json, Json];
    return evaluated(conditionHolds(String(name), scope) ? yes : no, scope);
  },
  'Fn::Equals': (argument, scope) => truth({ 'Fn::Equals': argument }, scope),
  'Fn::And': (argument, scope) => truth({ 'Fn::And': argument }, scope),
  'Fn::Or': (argument, scope) => truth({ 'Fn::Or': argument }, scope),
  'Fn::Not': (argument, scope) => truth({ 'Fn::Not': argument }, scope),
  'Fn::FindInMap': (argument, scope) => {
    const [map, first, second, options] = argument as Json[];
    const names = [map, first, second].map(item =>
      asText(evaluate(item, scope), 'Fn::FindInMap'),
    );
    const found = scope.template.mappings[names[0]]?.[names[1]]?.[names[2]];
    if (found === undefined) {
      if (isObject(options) && options.DefaultValue !== undefined) {
        return evaluated(options.DefaultValue, scope);
      }
      throw validationError(
        `Template error: Unable to get mapping for ${names.join('::')}`,
      );
    }
    return found;
  },
  'Fn::ImportValue': (argument, scope) =>
    scope.importValue(asText(evaluate(argument, scope), 'Fn::ImportValue')),
  'Fn::Base64': (argument, scope) => {
    const text = asText(evaluate(argument, scope), 'Fn::Base64');
    return isUnknown(text) ? text : Buffer.from(text).toString('base64');
  },
  'Fn::GetAZs': (argument, scope) => {
    const region = asText(evaluate(argument, scope), 'Fn::GetAZs');
    return availabilityZones(region || scope.region);
  },
  'Fn::Cidr': (argument, scope) => {
    const [block, count, bits] = (argument as Json[]).map(item =>
      evaluate(item, scope),
    );
    return isUnknown(block)
      ? UNKNOWN
      : subdivide(String(block), Number(count), Number(bits ?? 8));
  },
  'Fn::Length': (argument, scope) => {
    const list = evaluate(argument, scope);
    return Array.isArray(list) ? list.length : UNKNOWN;
  },
  'Fn::ToJsonString': (argument, scope) =>
    JSON.stringify(evaluate(argument, scope)),
};

function intrinsicNamed(name: string): Intrinsic | undefined {
  return intrinsics[name];
}

function truth(expression: Json, scope: Scope): boolean {
  if (isObject(expression)) {
    const [[name, argument]] = Object.entries(expression);
    const items = Array.isArray(argument) ? argument : [argument];
    switch (name) {
      case 'Condition':
        return conditionHolds(String(argument), scope);
      case 'Fn::Equals': {
        const [left, right] = items.map(item => evaluate(item, scope));
        return JSON.stringify(left) === JSON.stringify(right)
          ? true
          : String(left) === String(right);
      }
      case 'Fn::And':
        return items.every(item => truth(item, scope));
      case 'Fn::Or':
        return items.some(item => truth(item, scope));
      case 'Fn::Not':
        return !truth(items[0], scope);
      default:
    }
  }
  throw validationError(
    'Template error: every Conditions member must be a condition function',
  );
}

function named(name: string, scope: Scope): Json {
  const [logicalId, ...attribute] = name.split('.');
  return attribute.length > 0
    ? scope.attribute(logicalId, attribute.join('.'))
    : (reference(name, scope) as Json);
}

function asText(value: Json, where: string): string {
  if (value === null || isObject(value) || Array.isArray(value)) {
    throw validationError(
      `Template error: ${where} needs text, and got ${JSON.stringify(value)}`,
    );
  }
  return String(value);
}

function resolveDynamic(text: string, scope: Scope): string {
  if (!text.includes('{{resolve:')) {
    return text;
  }
  return text.replace(/\{\{resolve:([^{}]+)\}\}/g, (whole, reference_) => {
    const value = scope.dynamic(reference_);
    return value === reference_ ? whole : value;
  });
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function subdivide(block: string, count: number, bits: number): string[] {
  const [address] = block.split('/');
  if (!isIPv4(address)) {
    throw validationError(
      `Template error: Fn::Cidr of ${block} is not supported by the sandbox: only IPv4`,
    );
  }
  const start = address
    .split('.')
    .reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** bits;
  return Array.from({ length: count }, (_, index) => {
    const value = start + index * size;
    const parts = [24, 16, 8, 0].map(
      shift => Math.floor(value / 2 ** shift) % 256,
    );
    return `${parts.join('.')}/${32 - bits}`;
  });
}

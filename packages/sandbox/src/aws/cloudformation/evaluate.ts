import { isObject, type Json, type JsonObject } from '../resources/Json';
import {
  holds,
  intrinsics,
  NOTHING,
  scalarText,
  type Evaluator,
  type Value,
} from './functions';
import type { Scope } from './Scope';
import { validationError } from './validationError';

/** Evaluates what stands in one scope. */
class Evaluation implements Evaluator {
  constructor(readonly scope: Scope) {}

  evaluate(expression: Json): Value {
    if (typeof expression === 'string') {
      return this.resolved(expression);
    }
    if (Array.isArray(expression)) {
      return expression
        .map(item => this.evaluate(item))
        .filter((item): item is Json => item !== NOTHING);
    }
    if (!isObject(expression)) {
      return expression;
    }
    const keys = Object.keys(expression);
    if (keys.length === 1) {
      const [name] = keys;
      if (name === 'Ref') {
        return this.#reference(String(expression.Ref));
      }
      const intrinsic = intrinsics[name];
      if (intrinsic) {
        return intrinsic(expression[name], this);
      }
    }
    return this.members(expression);
  }

  json(expression: Json): Json {
    const value = this.evaluate(expression);
    return value === NOTHING ? null : value;
  }

  text(expression: Json, where: string): string {
    return scalarText(this.json(expression), where);
  }

  members(expression: JsonObject): JsonObject {
    const result: JsonObject = {};
    for (const [name, member] of Object.entries(expression)) {
      const value = this.evaluate(member);
      if (value !== NOTHING) {
        result[name] = value;
      }
    }
    return result;
  }

  resolved(text: string): string {
    if (!text.includes('{{resolve:')) {
      return text;
    }
    return text.replace(/\{\{resolve:([^{}]+)\}\}/g, (whole, reference) => {
      const value = this.scope.dynamic(reference);
      return value === reference ? whole : value;
    });
  }

  #reference(name: string): Value {
    const { scope } = this;
    switch (name) {
      case 'AWS::NoValue':
        return NOTHING;
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
}

/** Evaluates an expression; `AWS::NoValue` drops the member or item that holds it. */
export function evaluate(expression: Json, scope: Scope): Json {
  return new Evaluation(scope).json(expression);
}

/** Evaluates an object's members, leaving out those without a value. */
export function evaluateObject(
  expression: JsonObject,
  scope: Scope,
): JsonObject {
  return new Evaluation(scope).members(expression);
}

/** Whether a condition of the template holds. */
export function conditionHolds(
  name: string | undefined,
  scope: Scope,
): boolean {
  return name === undefined || holds(name, new Evaluation(scope));
}

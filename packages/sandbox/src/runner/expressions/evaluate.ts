import { ExpressionFunction, standardFunctions } from './functions';
import { Expression, parseExpression } from './parseExpression';
import {
  Dictionary,
  equals,
  isDictionary,
  isLess,
  isTruthy,
  readKey,
  toText,
  Value,
} from './value';

/**
 * The expression language of workflows, evaluated as GitHub documents it.
 *
 * `@actions/expressions` is the reference. It is published as ES modules with no entry for `require`, which neither
 * the CommonJS packages here nor Jest can load; so this is our own evaluator, and `evaluate.test.ts` runs the same
 * expressions through the reference in a Node process of its own and compares.
 */
export interface Scope {
  /** What names stand for: `github`, `env`, `needs`… A name that is absent here is an error, not null. */
  readonly contexts: Dictionary;
  /** Functions beside the standard ones, by name in lower case. */
  readonly functions?: Readonly<Record<string, ExpressionFunction>>;
}

/** Marks the arrays that `.*` made: reading a key of such an array reads it of every item. */
class Items {
  constructor(readonly values: Value[]) {}
}

class Evaluation {
  constructor(private readonly scope: Scope) {}

  value(expression: Expression): Value {
    const result = this.#result(expression);
    return result instanceof Items ? result.values : result;
  }

  #result(expression: Expression): Value | Items {
    switch (expression.kind) {
      case 'literal':
        return expression.value;
      case 'context':
        return this.#context(expression.name);
      case 'not':
        return !isTruthy(this.value(expression.of));
      case 'call':
        return this.#call(expression.name, expression.arguments);
      case 'every':
        return every(this.#result(expression.of));
      case 'index':
        return at(this.#result(expression.of), this.value(expression.key));
      default:
        return this.#binary(
          expression.operator,
          expression.left,
          expression.right,
        );
    }
  }

  #context(name: string): Value {
    if (!Object.hasOwn(this.scope.contexts, name)) {
      throw new Error(
        `Unknown name "${name}" in an expression; known here: ${Object.keys(this.scope.contexts).join(', ') || 'none'}`,
      );
    }
    return this.scope.contexts[name];
  }

  #call(name: string, given: Expression[]): Value {
    const known = { ...standardFunctions, ...this.scope.functions };
    if (!Object.hasOwn(known, name)) {
      throw new Error(
        `Unknown function "${name}" in an expression; known here: ${Object.keys(known).join(', ')}`,
      );
    }
    const { least, most, call } = known[name];
    if (given.length < least || given.length > most) {
      throw new Error(
        `Function "${name}" takes ${least === most ? least : `${least} to ${most}`} arguments, got ${given.length}`,
      );
    }
    return call(...given.map(each => this.value(each)));
  }

  #binary(operator: string, left: Expression, right: Expression): Value {
    const first = this.value(left);
    if (operator === '&&') {
      return isTruthy(first) ? this.value(right) : first;
    }
    if (operator === '||') {
      return isTruthy(first) ? first : this.value(right);
    }
    const second = this.value(right);
    switch (operator) {
      case '==':
        return equals(first, second);
      case '!=':
        return !equals(first, second);
      case '<':
        return isLess(first, second);
      case '>':
        return isLess(second, first);
      case '<=':
        return isLess(first, second) || equals(first, second);
      default:
        return isLess(second, first) || equals(first, second);
    }
  }
}

function members(value: Value): Value[] {
  if (Array.isArray(value)) {
    return [...value];
  }
  return isDictionary(value) ? Object.values(value) : [];
}

function every(value: Value | Items): Items {
  return new Items(
    value instanceof Items ? value.values.flatMap(members) : members(value),
  );
}

function has(value: Value, key: Value): boolean {
  if (Array.isArray(value)) {
    return Number(key) < value.length;
  }
  const wanted = toText(key).toLowerCase();
  return (
    isDictionary(value) &&
    Object.keys(value).some(name => name.toLowerCase() === wanted)
  );
}

function at(value: Value | Items, key: Value): Value | Items {
  if (value instanceof Items) {
    return new Items(
      value.values
        .filter(item => has(item, key))
        .map(item => at(item, key) as Value),
    );
  }
  if (Array.isArray(value)) {
    const item: Value | undefined = value[Math.floor(Number(key))];
    return item ?? null;
  }
  return isDictionary(value) ? readKey(value, toText(key)) : null;
}

/** The value of an expression (without `${{ }}`). Throws `Error` for an unknown name or function. */
export function evaluate(expression: string | Expression, scope: Scope): Value {
  const parsed =
    typeof expression === 'string' ? parseExpression(expression) : expression;
  return new Evaluation(scope).value(parsed);
}

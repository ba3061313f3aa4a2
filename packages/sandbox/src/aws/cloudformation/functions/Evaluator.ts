import type { Json, JsonObject } from '../../resources/Json';
import type { Scope } from '../Scope';

/** What `AWS::NoValue` is: the member or item that holds it is left out. */
export const NOTHING = Symbol('AWS::NoValue');

/** What an expression stands for. */
export type Value = Json | typeof NOTHING;

/** Evaluates what functions are given. */
export interface Evaluator {
  readonly scope: Scope;
  evaluate(expression: Json): Value;
  /** Like {@link evaluate}, with null for what has no value. */
  json(expression: Json): Json;
  /** The text of a scalar; throws for anything else that the function named by `where` is given. */
  text(expression: Json, where: string): string;
  /** An object's members, without those that have no value. */
  members(expression: JsonObject): JsonObject;
  /** Resolves the dynamic references in a text. */
  resolved(text: string): string;
}

/** An intrinsic function. */
export type Intrinsic = (argument: Json, evaluator: Evaluator) => Value;

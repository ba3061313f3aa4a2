export type { Scope } from './evaluate';
export type { ExpressionFunction } from './functions';
export { parseExpression } from './parseExpression';
export {
  expressionsIn,
  conditionOf,
  holds,
  resolve,
  resolveText,
} from './template';
export type { Template } from './template';
export { toText } from './value';
export type { Dictionary, Value } from './value';

import { isObject, type Json } from '../../resources/Json';
import { validationError } from '../validationError';
import type { Evaluator, Intrinsic } from './Evaluator';

/** Whether the template's condition of that name holds. */
export function holds(name: string, evaluator: Evaluator): boolean {
  const expression = evaluator.scope.template.conditions[name];
  if (expression === undefined) {
    throw validationError(
      `Template error: unresolved condition dependency ${name}`,
    );
  }
  return truth(expression, evaluator);
}

const asValue =
  (name: string): Intrinsic =>
  (argument, evaluator) =>
    truth({ [name]: argument }, evaluator);

/** Functions over conditions. */
export const conditionFunctions: Record<string, Intrinsic> = {
  'Fn::If': (argument, evaluator) => {
    const [name, yes, no] = argument as [Json, Json, Json];
    return evaluator.evaluate(holds(String(name), evaluator) ? yes : no);
  },
  'Fn::Equals': asValue('Fn::Equals'),
  'Fn::And': asValue('Fn::And'),
  'Fn::Or': asValue('Fn::Or'),
  'Fn::Not': asValue('Fn::Not'),
};

function truth(expression: Json, evaluator: Evaluator): boolean {
  if (isObject(expression)) {
    const [[name, argument]] = Object.entries(expression);
    const items = Array.isArray(argument) ? argument : [argument];
    switch (name) {
      case 'Condition':
        return holds(String(argument), evaluator);
      case 'Fn::Equals': {
        const [left, right] = items.map(item => evaluator.json(item));
        return (
          JSON.stringify(left) === JSON.stringify(right) ||
          String(left) === String(right)
        );
      }
      case 'Fn::And':
        return items.every(item => truth(item, evaluator));
      case 'Fn::Or':
        return items.some(item => truth(item, evaluator));
      case 'Fn::Not':
        return !truth(items[0], evaluator);
      default:
    }
  }
  throw validationError(
    'Template error: every Conditions member must be a condition function',
  );
}

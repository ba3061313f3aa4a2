import { isObject, listOf, type Json } from '../resources/Json';
import type { Template } from './Template';
import { validationError } from './validationError';

type Parameters = Readonly<Record<string, string | string[]>>;

/**
 * Throws if a rule of the template does not hold for its parameters: every assertion has to, where the rule's condition
 * does. A rule sees nothing but parameters.
 */
export function checkRules(template: Template, parameters: Parameters): void {
  for (const [name, rule] of Object.entries(template.rules)) {
    if (rule.condition === undefined || holds(rule.condition, parameters)) {
      const broken = rule.assertions.filter(
        each => !holds(each.assert, parameters),
      );
      if (broken.length > 0) {
        throw validationError(
          `Template error: rule ${name} does not hold: ${broken
            .map(each => each.description ?? JSON.stringify(each.assert))
            .join('; ')}`,
        );
      }
    }
  }
}

function holds(expression: Json, parameters: Parameters): boolean {
  const [name, argument] = isObject(expression)
    ? (Object.entries(expression)[0] ?? [])
    : [];
  const items = listOf(argument);
  const member = (index: number) => valueOf(items[index], parameters);
  switch (name) {
    case 'Fn::And':
      return items.every(item => holds(item, parameters));
    case 'Fn::Or':
      return items.some(item => holds(item, parameters));
    case 'Fn::Not':
      return !holds(items[0], parameters);
    case 'Fn::Equals':
      return JSON.stringify(member(0)) === JSON.stringify(member(1));
    case 'Fn::Contains':
      return [member(0)].flat().includes(String(member(1)));
    case 'Fn::EachMemberEquals':
      return [member(0)].flat().every(item => item === String(member(1)));
    case 'Fn::EachMemberIn':
      return [member(0)]
        .flat()
        .every(item => [member(1)].flat().includes(item));
    default:
      throw validationError(
        `Template error: the sandbox cannot evaluate ${name ?? JSON.stringify(expression)} as a condition of a rule`,
      );
  }
}

/** Parameters and what is written out; what would list an account's resources is refused. */
function valueOf(
  expression: Json | undefined,
  parameters: Parameters,
): string | string[] {
  if (Array.isArray(expression)) {
    return expression.flatMap(item => valueOf(item, parameters));
  }
  if (!isObject(expression)) {
    return String(expression ?? '');
  }
  const name = expression.Ref;
  if (typeof name === 'string' && Object.hasOwn(parameters, name)) {
    return parameters[name];
  }
  throw validationError(
    `Template error: a rule can refer to parameters only, and the sandbox cannot evaluate ${JSON.stringify(expression)} in one`,
  );
}

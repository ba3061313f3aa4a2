import { isObject, type Json } from '../../resources/Json';
import { subNames } from '../referencesOf';
import { isUnknown, UNKNOWN } from '../Scope';
import { validationError } from '../validationError';
import { scalarText } from './scalarText';
import type { Evaluator, Intrinsic } from './Evaluator';

/** Functions whose value is a text, or a text's parts. */
export const textFunctions: Record<string, Intrinsic> = {
  'Fn::Sub': (argument, evaluator) => {
    const [text, extra] = [argument].flat() as [Json, Json | undefined];
    const values = isObject(extra) ? evaluator.members(extra) : {};
    let result = String(text);
    for (const name of new Set(subNames(result))) {
      const value = Object.hasOwn(values, name)
        ? values[name]
        : named(name, evaluator);
      result = result.replace(
        new RegExp(`\\$\\{\\s*${escapeRegExp(name)}\\s*\\}`, 'g'),
        () => scalarText(value, 'Fn::Sub'),
      );
    }
    return evaluator.resolved(result.replace(/\$\{!([^}]*)\}/g, '${$1}'));
  },
  'Fn::Join': (argument, evaluator) => {
    const [separator, list] = argument as [Json, Json];
    const items = evaluator.json(list);
    if (!Array.isArray(items)) {
      if (isUnknown(items)) {
        return UNKNOWN;
      }
      throw validationError(
        'Template error: every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of strings to be joined',
      );
    }
    return evaluator.resolved(
      items.map(item => scalarText(item, 'Fn::Join')).join(String(separator)),
    );
  },
  'Fn::Split': (argument, evaluator) => {
    const [separator, text] = argument as [Json, Json];
    const value = evaluator.text(text, 'Fn::Split');
    return isUnknown(value) ? value : value.split(String(separator));
  },
  'Fn::Base64': (argument, evaluator) => {
    const text = evaluator.text(argument, 'Fn::Base64');
    return isUnknown(text) ? text : Buffer.from(text).toString('base64');
  },
  'Fn::ToJsonString': (argument, evaluator) =>
    JSON.stringify(evaluator.json(argument)),
};

/** What stands between the braces of `Fn::Sub`: a reference, or a resource's attribute. */
function named(name: string, evaluator: Evaluator): Json {
  const [logicalId, ...attribute] = name.split('.');
  return attribute.length > 0
    ? evaluator.scope.attribute(logicalId, attribute.join('.'))
    : evaluator.json({ Ref: name });
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

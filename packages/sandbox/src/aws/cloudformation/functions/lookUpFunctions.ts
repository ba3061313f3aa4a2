import { isObject, type Json } from '../../resources/Json';
import { validationError } from '../validationError';
import type { Intrinsic } from './Evaluator';

/** Functions that look something up: in the template, in its stack or in another. */
export const lookUpFunctions: Record<string, Intrinsic> = {
  'Fn::GetAtt': (argument, evaluator) => {
    const [name, ...rest] =
      typeof argument === 'string'
        ? argument.split('.')
        : [argument].flat().map(item => evaluator.text(item, 'Fn::GetAtt'));
    return evaluator.scope.attribute(name, rest.join('.'));
  },
  'Fn::FindInMap': (argument, evaluator) => {
    const [map, first, second, options] = argument as Json[];
    const names = [map, first, second].map(item =>
      evaluator.text(item, 'Fn::FindInMap'),
    );
    const { mappings } = evaluator.scope.template;
    const found = mappings[names[0]]?.[names[1]]?.[names[2]];
    if (found !== undefined) {
      return found;
    }
    if (isObject(options) && options.DefaultValue !== undefined) {
      return evaluator.evaluate(options.DefaultValue);
    }
    throw validationError(
      `Template error: Unable to get mapping for ${names.join('::')}`,
    );
  },
  'Fn::ImportValue': (argument, evaluator) =>
    evaluator.scope.importValue(evaluator.text(argument, 'Fn::ImportValue')),
};

import type { Output } from '../../service/AwsService';
import type { ParameterValue } from '../model';

/** `Parameter`; a secret's value is not shown. */
export function parameterView(parameter: ParameterValue): Output {
  return {
    ParameterKey: parameter.key,
    ParameterValue: parameter.noEcho ? '****' : parameter.value,
    ResolvedValue: parameter.resolved,
  };
}

import type { ParameterValue } from './model';
import type { Template, TemplateParameter } from './Template';
import { validationError } from './validationError';

/** A parameter as a caller gives it. */
export interface GivenParameter {
  key: string;
  value?: string;
  usePrevious?: boolean;
}

/**
 * The values of a template's parameters, from what the caller gave, what the stack had, and defaults. SSM types are
 * looked up; anything missing, unknown or against a constraint is a ValidationError.
 */
export function resolveParameters(
  template: Template,
  given: GivenParameter[],
  previous: ParameterValue[],
  ssm: (name: string) => string | undefined,
): ParameterValue[] {
  const strange = given
    .map(item => item.key)
    .filter(key => !(key in template.parameters));
  if (strange.length > 0) {
    throw validationError(
      `Parameters: [${strange.join(', ')}] do not exist in the template`,
    );
  }
  const missing: string[] = [];
  const values = Object.entries(template.parameters).flatMap(
    ([key, declared]): ParameterValue[] => {
      const mine = given.find(item => item.key === key);
      const before = previous.find(item => item.key === key);
      const value = mine?.usePrevious
        ? before?.value
        : (mine?.value ?? declared.default);
      if (value === undefined) {
        missing.push(key);
        return [];
      }
      check(key, value, declared);
      return [
        {
          key,
          value,
          resolved: resolveSsm(key, value, declared, ssm),
          noEcho: declared.noEcho || undefined,
        },
      ];
    },
  );
  if (missing.length > 0) {
    throw validationError(
      `Parameters: [${missing.join(', ')}] must have values`,
    );
  }
  return values;
}

/** The values as expressions see them: lists split. */
export function parameterScope(
  template: Template,
  values: ParameterValue[],
): Record<string, string | string[]> {
  return Object.fromEntries(
    values.map(({ key, value, resolved }) => {
      const text = resolved ?? value;
      if (!isList(template.parameters[key]?.type ?? 'String')) {
        return [key, text];
      }
      const items = text === '' ? [] : text.split(',');
      return [key, items.map(item => item.trim())];
    }),
  );
}

function isList(type: string): boolean {
  return (
    type === 'CommaDelimitedList' ||
    type.startsWith('List<') ||
    /^AWS::SSM::Parameter::Value<(List<|CommaDelimitedList)/.test(type)
  );
}

function resolveSsm(
  key: string,
  name: string,
  declared: TemplateParameter,
  ssm: (name: string) => string | undefined,
): string | undefined {
  if (!declared.type.startsWith('AWS::SSM::Parameter::Value<')) {
    return undefined;
  }
  const value = ssm(name);
  if (value === undefined) {
    throw validationError(
      `Unable to fetch parameters [${name}] from parameter store for this account. (parameter ${key})`,
    );
  }
  return value;
}

function check(key: string, value: string, declared: TemplateParameter): void {
  const fail = (rule: string) =>
    validationError(
      declared.constraintDescription
        ? `Parameter ${key} failed to satisfy constraint: ${declared.constraintDescription}`
        : `Parameter '${key}' ${rule}`,
    );
  if (declared.type.startsWith('AWS::SSM')) {
    return;
  }
  if (declared.type === 'Number' && !Number.isFinite(Number(value))) {
    throw fail('must be a number.');
  }
  const items = isList(declared.type) ? value.split(',') : [value];
  if (
    declared.allowedValues &&
    !items.every(item => declared.allowedValues?.includes(item))
  ) {
    throw fail(`must be one of AllowedValues`);
  }
  if (
    declared.allowedPattern !== undefined &&
    !items.every(item =>
      new RegExp(`^(?:${declared.allowedPattern})$`).test(item),
    )
  ) {
    throw fail(`must match pattern ${declared.allowedPattern}`);
  }
  if (declared.minLength !== undefined && value.length < declared.minLength) {
    throw fail(`must contain at least ${declared.minLength} characters`);
  }
  if (declared.maxLength !== undefined && value.length > declared.maxLength) {
    throw fail(`must contain at most ${declared.maxLength} characters`);
  }
  if (declared.minValue !== undefined && Number(value) < declared.minValue) {
    throw fail(`must be a number not less than ${declared.minValue}`);
  }
  if (declared.maxValue !== undefined && Number(value) > declared.maxValue) {
    throw fail(`must be a number not greater than ${declared.maxValue}`);
  }
}

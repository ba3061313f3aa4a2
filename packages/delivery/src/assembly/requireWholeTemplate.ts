import type { Template } from '../synth/Assembly';
import { refusal } from './ForeignAssembly';

/**
 * Throws unless the template holds all that it deploys. A macro writes the rest of a template when it is deployed, and a nested
 * stack has a template of its own: nobody would have seen either.
 */
export function requireWholeTemplate(
  template: Template,
  stackName: string,
): void {
  if (template.Transform !== undefined || hasKey(template, 'Fn::Transform')) {
    throw refusal(
      `The template of ${stackName} is completed by a macro when it is deployed; write out what the macro would make.`,
    );
  }
  const nested = Object.entries(template.Resources ?? {}).find(
    ([, { Type }]) => Type === 'AWS::CloudFormation::Stack',
  );
  if (nested) {
    throw refusal(
      `${nested[0]} of ${stackName} is a nested stack, whose template no plan shows; make it a stack of the unit, named ${stackName}-<purpose>.`,
    );
  }
}

function hasKey(value: unknown, key: string): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    (Object.hasOwn(value, key) ||
      Object.values(value).some(each => hasKey(each, key)))
  );
}

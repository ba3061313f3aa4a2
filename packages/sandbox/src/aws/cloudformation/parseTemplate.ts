import { checkFunctions } from './checkFunctions';
import { checkReferences } from './checkReferences';
import { expandLoops } from './expandLoops';
import { isObject, type Json, type JsonObject } from '../resources/Json';
import { readTemplate } from './readTemplate';
import type {
  Template,
  TemplateOutput,
  TemplateParameter,
  TemplateResource,
  TemplateRule,
} from './Template';
import { validationError } from './validationError';

const sections = [
  'AWSTemplateFormatVersion',
  'Description',
  'Metadata',
  'Parameters',
  'Rules',
  'Mappings',
  'Conditions',
  'Transform',
  'Resources',
  'Outputs',
];

/** Reads and checks a template; a fault is a ValidationError in CloudFormation's words. */
export function parseTemplate(body: string): Template {
  const written = readTemplate(body);
  const transforms = transformsOf(written);
  const extended = transforms.includes('AWS::LanguageExtensions');
  const raw = extended ? expandLoops(written) : written;
  if (raw.Hooks !== undefined) {
    throw validationError(
      'The sandbox runs no hooks: leave the section Hooks out of the template.',
    );
  }
  const strange = Object.keys(raw).filter(key => !sections.includes(key));
  if (strange.length > 0) {
    throw validationError(
      `Invalid template property or properties [${strange.join(', ')}]`,
    );
  }
  if (!isObject(raw.Resources) || Object.keys(raw.Resources).length === 0) {
    throw validationError(
      'Template format error: At least one Resources member must be defined.',
    );
  }
  checkNulls(raw, '');
  checkFunctions(raw, { extended });
  const template: Template = {
    description:
      typeof raw.Description === 'string' ? raw.Description : undefined,
    metadata: raw.Metadata,
    transforms,
    parameters: mapMembers(raw.Parameters, parameterOf),
    rules: mapMembers(raw.Rules, ruleOf),
    mappings: (raw.Mappings ?? {}) as Template['mappings'],
    conditions: (raw.Conditions ?? {}) as Template['conditions'],
    resources: mapMembers(raw.Resources, resourceOf),
    outputs: mapMembers(raw.Outputs, outputOf),
  };
  checkReferences(template);
  return template;
}

function transformsOf(raw: JsonObject): string[] {
  const transforms = [raw.Transform ?? []].flat().map(String);
  const foreign = transforms.filter(name => name !== 'AWS::LanguageExtensions');
  if (foreign.length > 0) {
    throw validationError(
      `The sandbox cannot apply the transform ${foreign.join(', ')}: expand the template before you deploy it.`,
    );
  }
  return transforms;
}

function checkNulls(value: Json, path: string): void {
  if (value === null) {
    throw validationError(
      `Template format error: [${path}] 'null' values are not allowed in templates`,
    );
  }
  if (typeof value === 'object') {
    for (const [name, member] of Object.entries(value)) {
      checkNulls(member, `${path}/${name}`);
    }
  }
}

function mapMembers<T>(
  section: Json | undefined,
  make: (raw: JsonObject, name: string) => T,
): Record<string, T> {
  if (section === undefined) {
    return {};
  }
  if (!isObject(section)) {
    throw validationError('Template format error: unsupported structure.');
  }
  return Object.fromEntries(
    Object.entries(section).map(([name, raw]) => {
      if (!isObject(raw)) {
        throw validationError(
          `Template format error: Every member of a section must be an object; [${name}] is not.`,
        );
      }
      return [name, make(raw, name)];
    }),
  );
}

function parameterOf(raw: JsonObject): TemplateParameter {
  const number = (name: string) =>
    raw[name] === undefined ? undefined : Number(raw[name]);
  return {
    type: String(raw.Type ?? 'String'),
    default: raw.Default === undefined ? undefined : String(raw.Default),
    noEcho: String(raw.NoEcho ?? 'false') === 'true',
    description: optionalText(raw.Description),
    constraintDescription: optionalText(raw.ConstraintDescription),
    allowedValues: Array.isArray(raw.AllowedValues)
      ? raw.AllowedValues.map(String)
      : undefined,
    allowedPattern: optionalText(raw.AllowedPattern),
    minLength: number('MinLength'),
    maxLength: number('MaxLength'),
    minValue: number('MinValue'),
    maxValue: number('MaxValue'),
  };
}

function resourceOf(raw: JsonObject, name: string): TemplateResource {
  if (!/^[A-Za-z0-9]+$/.test(name)) {
    throw validationError(
      `Template format error: Resource name ${name} is non alphanumeric.`,
    );
  }
  if (typeof raw.Type !== 'string') {
    throw validationError(
      `Template format error: [/Resources/${name}] Every Resources object must contain a Type member.`,
    );
  }
  const known = [
    'Type',
    'Properties',
    'Condition',
    'Metadata',
    'DeletionPolicy',
    'UpdateReplacePolicy',
    'DependsOn',
    'UpdatePolicy',
  ];
  refuseUnkept(raw, name);
  const strange = Object.keys(raw).filter(key => !known.includes(key));
  if (strange.length > 0) {
    throw validationError(`Invalid template resource property '${strange[0]}'`);
  }
  return {
    type: raw.Type,
    properties: isObject(raw.Properties) ? raw.Properties : {},
    condition: writtenText(raw, 'Condition', `Resources/${name}`),
    metadata: raw.Metadata,
    deletionPolicy: writtenText(raw, 'DeletionPolicy', `Resources/${name}`),
    updateReplacePolicy: writtenText(
      raw,
      'UpdateReplacePolicy',
      `Resources/${name}`,
    ),
    dependsOn: [raw.DependsOn ?? []].flat().map(String),
  };
}

function refuseUnkept(raw: JsonObject, name: string): void {
  if (raw.CreationPolicy !== undefined) {
    throw validationError(
      `The sandbox does not carry out CreationPolicy (resource ${name}): leave it out of the template.`,
    );
  }
}

function ruleOf(raw: JsonObject, name: string): TemplateRule {
  if (!Array.isArray(raw.Assertions) || raw.Assertions.length === 0) {
    throw validationError(
      `Template format error: Rule ${name} must contain a list of Assertions`,
    );
  }
  return {
    condition: raw.RuleCondition,
    assertions: raw.Assertions.map(each => {
      if (!isObject(each) || each.Assert === undefined) {
        throw validationError(
          `Template format error: Every assertion of rule ${name} must contain an Assert`,
        );
      }
      return {
        assert: each.Assert,
        description: optionalText(each.AssertDescription),
      };
    }),
  };
}

function outputOf(raw: JsonObject, name: string): TemplateOutput {
  if (raw.Value === undefined) {
    throw validationError(
      `Template format error: Output ${name} is malformed. Every Outputs member must contain a Value object`,
    );
  }
  return {
    value: raw.Value,
    description: optionalText(raw.Description),
    condition: writtenText(raw, 'Condition', `Outputs/${name}`),
    exportName: isObject(raw.Export) ? raw.Export.Name : undefined,
  };
}

/** A member that no expression may stand for. */
function writtenText(
  raw: JsonObject,
  member: string,
  path: string,
): string | undefined {
  const value = raw[member];
  if (value !== undefined && typeof value !== 'string') {
    throw validationError(
      `Template format error: [/${path}/${member}] Every ${member} member must be a string.`,
    );
  }
  return value;
}

function optionalText(value: Json | undefined): string | undefined {
  return value === undefined || value === null || isObject(value)
    ? undefined
    : String(value);
}

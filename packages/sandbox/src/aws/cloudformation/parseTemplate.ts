import { checkReferences } from './checkReferences';
import { isObject, type Json, type JsonObject } from '../resources/Json';
import { readTemplate } from './readTemplate';
import type {
  Template,
  TemplateOutput,
  TemplateParameter,
  TemplateResource,
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
  'Hooks',
];

/** Reads and checks a template; a fault is a ValidationError in CloudFormation's words. */
export function parseTemplate(body: string): Template {
  const raw = readTemplate(body);
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
  const template: Template = {
    description:
      typeof raw.Description === 'string' ? raw.Description : undefined,
    metadata: raw.Metadata,
    transforms: [raw.Transform ?? []].flat().map(String),
    parameters: mapMembers(raw.Parameters, parameterOf),
    mappings: (raw.Mappings ?? {}) as Template['mappings'],
    conditions: (raw.Conditions ?? {}) as Template['conditions'],
    resources: mapMembers(raw.Resources, resourceOf),
    outputs: mapMembers(raw.Outputs, outputOf),
  };
  const foreign = template.transforms.filter(
    name => name !== 'AWS::LanguageExtensions',
  );
  if (foreign.length > 0) {
    throw validationError(
      `The sandbox cannot apply the transform ${foreign.join(', ')}: expand the template before you deploy it.`,
    );
  }
  checkReferences(template);
  return template;
}

function mapMembers<T>(
  section: Json | undefined,
  make: (raw: JsonObject, name: string) => T,
): Record<string, T> {
  if (section === undefined || section === null) {
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
    'CreationPolicy',
    'UpdatePolicy',
  ];
  const strange = Object.keys(raw).filter(key => !known.includes(key));
  if (strange.length > 0) {
    throw validationError(`Invalid template resource property '${strange[0]}'`);
  }
  return {
    type: raw.Type,
    properties: isObject(raw.Properties) ? raw.Properties : {},
    condition: optionalText(raw.Condition),
    metadata: raw.Metadata,
    deletionPolicy: optionalText(raw.DeletionPolicy),
    updateReplacePolicy: optionalText(raw.UpdateReplacePolicy),
    dependsOn: [raw.DependsOn ?? []].flat().map(String),
  };
}

function outputOf(raw: JsonObject, name: string): TemplateOutput {
  if (raw.Value === undefined || raw.Value === null) {
    throw validationError(
      `Template format error: Output ${name} is malformed. Every Outputs member must contain a Value object`,
    );
  }
  return {
    value: raw.Value,
    description: optionalText(raw.Description),
    condition: optionalText(raw.Condition),
    exportName: isObject(raw.Export) ? raw.Export.Name : undefined,
  };
}

function optionalText(value: Json | undefined): string | undefined {
  return value === undefined || value === null || isObject(value)
    ? undefined
    : String(value);
}

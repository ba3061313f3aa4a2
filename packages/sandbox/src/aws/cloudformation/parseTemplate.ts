import { parseDocument } from 'yaml';
import { isObject, type Json, type JsonObject } from './Json';
import { validationError } from './validationError';
import { intrinsicTags } from './intrinsicTags';

/** A resource in a template. */
export interface TemplateResource {
  type: string;
  properties: JsonObject;
  condition?: string;
  metadata?: Json;
  deletionPolicy?: string;
  updateReplacePolicy?: string;
  dependsOn: string[];
}

/** A declared parameter. */
export interface TemplateParameter {
  type: string;
  default?: string;
  noEcho: boolean;
  description?: string;
  constraintDescription?: string;
  allowedValues?: string[];
  allowedPattern?: string;
  minLength?: number;
  maxLength?: number;
  minValue?: number;
  maxValue?: number;
}

/** A declared output. */
export interface TemplateOutput {
  value: Json;
  description?: string;
  condition?: string;
  exportName?: Json;
}

/** A template whose shape is known to be right. */
export interface Template {
  description?: string;
  metadata?: Json;
  transforms: string[];
  parameters: Record<string, TemplateParameter>;
  mappings: Record<string, Record<string, Record<string, Json>>>;
  conditions: Record<string, Json>;
  resources: Record<string, TemplateResource>;
  outputs: Record<string, TemplateOutput>;
}

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

/** Reads a template's JSON or YAML, with the short forms of intrinsic functions. */
export function readTemplate(body: string): JsonObject {
  let raw: unknown;
  if (body.trimStart().startsWith('{')) {
    try {
      raw = JSON.parse(body);
    } catch (error) {
      throw validationError(
        `Template format error: JSON not well-formed. (${messageOf(error)})`,
      );
    }
  } else {
    const document = parseDocument(body, {
      customTags: intrinsicTags,
      schema: 'yaml-1.1',
      merge: true,
    });
    if (document.errors.length > 0) {
      throw validationError(
        `Template format error: YAML not well-formed. (${document.errors[0].message})`,
      );
    }
    raw = JSON.parse(JSON.stringify(document.toJS()));
  }
  if (!isObject(raw)) {
    throw validationError('Template format error: unsupported structure.');
  }
  return raw;
}

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

/** What an expression refers to: parameters, resources and pseudo parameters by name, each once. */
export function referencesOf(value: Json | undefined): Set<string> {
  const found = new Set<string>();
  collectReferences(value, found);
  return found;
}

function collectReferences(value: Json | undefined, found: Set<string>): void {
  if (Array.isArray(value)) {
    value.forEach(item => collectReferences(item, found));
    return;
  }
  if (!isObject(value)) {
    return;
  }
  if (Object.keys(value).length === 1) {
    if (typeof value.Ref === 'string') {
      found.add(value.Ref);
      return;
    }
    const attribute = value['Fn::GetAtt'];
    if (attribute !== undefined) {
      const [name] =
        typeof attribute === 'string'
          ? attribute.split('.')
          : [attribute].flat();
      found.add(String(name));
      return;
    }
    const substitute = value['Fn::Sub'];
    if (substitute !== undefined) {
      const [text, values] = [substitute].flat() as [Json, Json | undefined];
      const local = isObject(values) ? Object.keys(values) : [];
      for (const name of subNames(String(text))) {
        const [first] = name.split('.');
        if (!local.includes(name) && !local.includes(first)) {
          found.add(first);
        }
      }
      collectReferences(values, found);
      return;
    }
  }
  Object.values(value).forEach(item => collectReferences(item, found));
}

/** The names between `${` and `}`, without literals. */
export function subNames(text: string): string[] {
  return [...text.matchAll(/\$\{([^!}][^}]*)\}/g)].map(match =>
    match[1].trim(),
  );
}

/** Logical ids of the resources that a resource needs first, among those given. */
export function dependenciesOf(
  resource: TemplateResource,
  among: ReadonlySet<string>,
): string[] {
  const references = referencesOf(resource.properties);
  resource.dependsOn.forEach(name => references.add(name));
  return [...references].filter(name => among.has(name));
}

function checkReferences(template: Template): void {
  const resources = new Set(Object.keys(template.resources));
  const known = (name: string) =>
    resources.has(name) ||
    name in template.parameters ||
    name.startsWith('AWS::');
  const missing = new Set<string>();
  for (const resource of Object.values(template.resources)) {
    const names = referencesOf(resource.properties);
    resource.dependsOn.forEach(name => names.add(name));
    [...names].filter(name => !known(name)).forEach(name => missing.add(name));
    if (resource.condition && !(resource.condition in template.conditions)) {
      throw validationError(
        `Template format error: Unresolved condition dependency ${resource.condition} in the Resources block of the template`,
      );
    }
  }
  if (missing.size > 0) {
    throw validationError(
      `Template format error: Unresolved resource dependencies [${[...missing].join(', ')}] in the Resources block of the template`,
    );
  }
  for (const output of Object.values(template.outputs)) {
    const strange = [...referencesOf(output.value)].filter(
      name => !known(name),
    );
    if (strange.length > 0) {
      throw validationError(
        `Template format error: Unresolved resource dependencies [${strange.join(', ')}] in the Outputs block of the template`,
      );
    }
  }
  checkCycles(template, resources);
}

function checkCycles(template: Template, resources: Set<string>): void {
  const state = new Map<string, 'open' | 'done'>();
  const path: string[] = [];
  const visit = (name: string): void => {
    if (state.get(name) === 'done') {
      return;
    }
    if (state.get(name) === 'open') {
      const cycle = path.slice(path.indexOf(name));
      throw validationError(
        `Circular dependency between resources: [${cycle.join(', ')}]`,
      );
    }
    state.set(name, 'open');
    path.push(name);
    dependenciesOf(template.resources[name], resources).forEach(visit);
    path.pop();
    state.set(name, 'done');
  };
  resources.forEach(visit);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

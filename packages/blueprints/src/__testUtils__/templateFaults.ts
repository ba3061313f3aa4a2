import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import type { Template } from '../synthesizeUnit';

/*
 * A check of templates that shares nothing with the CDK's own: it knows what AWS publishes of resource types, as collected in
 * `@aws-cdk/aws-service-spec`, and reads the template as CloudFormation gets it. What only a deployment knows is passed over.
 */

type Specification = ReturnType<typeof loadAwsServiceSpecSync>;

/** A type of a value, as the specification writes it. */
interface ValueType {
  readonly type: string;
  readonly element?: ValueType;
  readonly types?: readonly ValueType[];
  readonly reference?: { readonly $ref: string };
  readonly allowedValues?: readonly unknown[];
  readonly minValue?: number;
  readonly maxValue?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
}

interface Property {
  readonly type: ValueType;
  readonly required?: boolean;
}

type Properties = Readonly<Record<string, Property>>;

interface PublishedType {
  readonly properties: Properties;
  readonly attributes: Readonly<Record<string, unknown>>;
}

class TemplateCheck {
  readonly #specification: Specification;
  readonly #template: Template;

  constructor(specification: Specification, template: Template) {
    this.#specification = specification;
    this.#template = template;
  }

  faults(): string[] {
    return Object.entries(this.#template.Resources ?? {}).flatMap(
      ([id, { Type, Properties: given = {}, DependsOn }]) => {
        const published = this.#published(Type);
        if (!published) {
          return [`${id}: ${Type} is no resource type`];
        }
        return [
          ...this.#members(published.properties, given, id),
          ...this.#references(given, id),
          ...[DependsOn ?? []]
            .flat()
            .filter(other => !this.#has(String(other)))
            .map(
              other => `${id}: depends on ${String(other)}, which is not there`,
            ),
        ];
      },
    );
  }

  #published(type: string): PublishedType | undefined {
    const [found] = this.#specification.lookup(
      'resource',
      'cloudFormationType',
      'equals',
      type,
    ) as unknown as PublishedType[];
    return found;
  }

  #has(id: string): boolean {
    return Object.hasOwn(this.#template.Resources ?? {}, id);
  }

  #members(
    known: Properties,
    given: Readonly<Record<string, unknown>>,
    path: string,
  ): string[] {
    const missing = Object.entries(known)
      .filter(([name, { required }]) => required && isAbsent(given[name]))
      .map(([name]) => `${path}: ${name} is required`);
    const wrong = Object.entries(given)
      .filter(([, value]) => !isAbsent(value))
      .flatMap(([name, value]) =>
        Object.hasOwn(known, name)
          ? this.#value(known[name].type, value, `${path}.${name}`)
          : [`${path}: ${name} is no property`],
      );
    return [...missing, ...wrong];
  }

  /** What is wrong with a value, both branches of a condition included. */
  #value(type: ValueType, value: unknown, path: string): string[] {
    const branches = branchesOf(value);
    if (branches) {
      return branches.flatMap(branch => this.#value(type, branch, path));
    }
    return isIntrinsic(value) ? [] : this.#plain(type, value, path);
  }

  #plain(type: ValueType, value: unknown, path: string): string[] {
    switch (type.type) {
      case 'union': {
        const faults = (type.types ?? []).map(each =>
          this.#value(each, value, path),
        );
        return faults.some(({ length }) => length === 0)
          ? []
          : (faults[0] ?? []);
      }
      case 'array':
        return Array.isArray(value)
          ? value.flatMap((item, index) =>
              this.#value(type.element as ValueType, item, `${path}[${index}]`),
            )
          : [`${path}: is no list`];
      case 'map':
        return isObject(value)
          ? Object.entries(value).flatMap(([key, item]) =>
              this.#value(type.element as ValueType, item, `${path}.${key}`),
            )
          : [`${path}: is no map`];
      case 'ref':
        return isObject(value)
          ? this.#members(
              this.#definition(type.reference?.$ref ?? ''),
              value,
              path,
            )
          : [`${path}: is no object`];
      case 'tag':
        return isObject(value) && 'Key' in value && 'Value' in value
          ? []
          : [`${path}: is no tag`];
      case 'string':
      case 'date-time':
        return isScalar(value)
          ? textFaults(type, String(value), path)
          : [`${path}: is no text`];
      case 'boolean':
        return /^(true|false)$/.test(String(value))
          ? []
          : [`${path}: is neither true nor false`];
      case 'integer':
      case 'number':
        return isScalar(value)
          ? numberFaults(type, value, path)
          : [`${path}: is no number`];
      default:
        return [];
    }
  }

  #definition(reference: string): Properties {
    return (
      this.#specification.get('typeDefinition', reference) as unknown as {
        properties: Properties;
      }
    ).properties;
  }

  /** References to what is not there, and to attributes that a type does not have. */
  #references(value: unknown, path: string): string[] {
    if (Array.isArray(value)) {
      return value.flatMap(item => this.#references(item, path));
    }
    if (!isObject(value)) {
      return [];
    }
    const { Ref: name, 'Fn::GetAtt': attribute } = value;
    const faults =
      typeof name === 'string' &&
      !name.startsWith('AWS::') &&
      !this.#has(name) &&
      !Object.hasOwn(this.#template.Parameters ?? {}, name)
        ? [`${path}: refers to ${name}, which is not there`]
        : [];
    return [
      ...faults,
      ...(Array.isArray(attribute) ? this.#attribute(attribute, path) : []),
      ...Object.values(value).flatMap(item => this.#references(item, path)),
    ];
  }

  #attribute([id, name]: unknown[], path: string): string[] {
    const resource = this.#template.Resources?.[String(id)];
    if (!resource) {
      return [`${path}: refers to ${String(id)}, which is not there`];
    }
    const attributes = this.#published(resource.Type)?.attributes ?? {};
    return Object.hasOwn(attributes, String(name))
      ? []
      : [`${path}: ${resource.Type} has no attribute ${String(name)}`];
  }
}

let loaded: Specification | undefined;

/** What is wrong with a template's resources: types, properties, required ones at any depth, types of values, their lists and references. */
export function templateFaults(template: Template): string[] {
  loaded ??= loadAwsServiceSpecSync();
  return new TemplateCheck(loaded, template).faults();
}

function textFaults(type: ValueType, text: string, path: string): string[] {
  const { allowedValues, minLength = 0, maxLength = Infinity } = type;
  if (allowedValues && !allowedValues.map(String).includes(text)) {
    return [`${path}: ${text} is none of ${allowedValues.join(', ')}`];
  }
  return text.length < minLength || text.length > maxLength
    ? [
        `${path}: has ${text.length} characters, not ${minLength} to ${maxLength}`,
      ]
    : [];
}

function numberFaults(type: ValueType, value: unknown, path: string): string[] {
  const number = Number(value);
  if (
    String(value).trim() === '' ||
    !(type.type === 'integer'
      ? Number.isInteger(number)
      : Number.isFinite(number))
  ) {
    return [`${path}: ${String(value)} is no ${type.type}`];
  }
  const { minValue = -Infinity, maxValue = Infinity } = type;
  return number < minValue || number > maxValue
    ? [`${path}: ${number} is not from ${minValue} to ${maxValue}`]
    : [];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isScalar(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

function isAbsent(value: unknown): boolean {
  return (
    value === undefined || (isObject(value) && value.Ref === 'AWS::NoValue')
  );
}

/** The two values of a condition. */
function branchesOf(value: unknown): unknown[] | undefined {
  const operands = isObject(value) ? value['Fn::If'] : undefined;
  return Array.isArray(operands)
    ? operands.slice(1).filter(branch => !isAbsent(branch))
    : undefined;
}

function isIntrinsic(value: unknown): boolean {
  const keys = isObject(value) ? Object.keys(value) : [];
  return keys.length === 1 && /^(Ref|Fn::\w+)$/.test(keys[0]);
}

import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import {
  isObject,
  sameJson,
  type Json,
  type JsonObject,
} from '../../resources/Json';

/** `s`, `b`, `i`, `n`: scalars; `t` a tag; `j` anything; a number refers to a definition. */
type TypeCode = string | number | ['a' | 'm', TypeCode];
/** Type, required, replacement (0 no, 1 yes, 2 maybe). */
type PropertyCode = [TypeCode, 0 | 1, 0 | 1 | 2];
type Properties = Record<string, PropertyCode>;

interface ResourceCode {
  reference: string[];
  identifier: string[];
  arn?: string;
  attributes: Record<string, TypeCode>;
  tags?: [name: string, variant: 'standard' | 'asg' | 'map'];
  properties: Properties;
}

interface Compact {
  resources: Record<string, ResourceCode>;
  definitions: Record<string, Properties>;
}

/** Whether a change makes a new resource necessary. */
export type Replacement = 'never' | 'always' | 'maybe';

/** One place where two shapes of a resource differ. */
export interface PropertyChange {
  /** Top-level property. */
  name: string;
  /** JSON pointer below `/Properties`. */
  path: string;
  before?: Json;
  after?: Json;
  replacement: Replacement;
}

const cdkMetadata: ResourceCode = {
  reference: [],
  identifier: [],
  attributes: {},
  properties: { Analytics: ['s', 0, 0], Modules: ['s', 0, 0] },
};

const levels: Replacement[] = ['never', 'always', 'maybe'];

/** What AWS publishes about its resource types: properties, attributes, identifiers and what causes replacement. */
export class ResourceSpecification {
  readonly #compact: Compact;

  /**
   * Loads the specification in its reduced form (about 3 MB of JSON, 20 ms), which the first call on a machine makes
   * (about a second).
   */
  static async load(): Promise<ResourceSpecification> {
    const manifest = require.resolve('@aws-cdk/aws-service-spec/package.json');
    const { version } = JSON.parse(readFileSync(manifest, 'utf8'));
    const folder = join(dirname(manifest), '../../.cache/plinth-sandbox');
    const file = join(folder, `resource-specification-2-${version}.json`);
    if (!existsSync(file)) {
      mkdirSync(folder, { recursive: true });
      await promisify(execFile)(
        process.execPath,
        [require.resolve('./compactSpecification.js'), file],
        { env: { ...process.env, NODE_OPTIONS: '' } },
      );
    }
    return new ResourceSpecification(JSON.parse(readFileSync(file, 'utf8')));
  }

  private constructor(compact: Compact) {
    this.#compact = compact;
  }

  /** Whether the type is published. */
  has(type: string): boolean {
    return type === 'AWS::CDK::Metadata' || type in this.#compact.resources;
  }

  #resource(type: string): ResourceCode {
    return type === 'AWS::CDK::Metadata'
      ? cdkMetadata
      : this.#compact.resources[type];
  }

  /** Names that make up what `Ref` returns. */
  referenceOf(type: string): string[] {
    return this.#resource(type)?.reference ?? [];
  }

  /** Template of the ARN: `arn:${Partition}:s3:::${BucketName}`. */
  arnTemplateOf(type: string): string | undefined {
    return this.#resource(type)?.arn;
  }

  /** Whether `Fn::GetAtt` has this of resources of the type. */
  hasAttribute(type: string, name: string): boolean {
    return Object.hasOwn(this.#resource(type)?.attributes ?? {}, name);
  }

  /** Whether the attribute is a list, from which `Fn::Select` takes. */
  isListAttribute(type: string, name: string): boolean {
    const code = this.#resource(type)?.attributes[name];
    return Array.isArray(code) && code[0] === 'a';
  }

  hasProperty(type: string, name: string): boolean {
    return name in (this.#resource(type)?.properties ?? {});
  }

  /** Property that holds tags, and its form. */
  taggingOf(
    type: string,
  ): { property: string; variant: 'standard' | 'asg' | 'map' } | undefined {
    const tags = this.#resource(type)?.tags;
    return tags && { property: tags[0], variant: tags[1] };
  }

  /** What is wrong with the properties, worded as CloudFormation does; empty if nothing is. */
  violations(type: string, properties: JsonObject): string[] {
    const resource = this.#resource(type);
    return resource
      ? this.#violations(resource.properties, properties, '#')
      : [];
  }

  #violations(known: Properties, given: JsonObject, path: string): string[] {
    const missing = Object.entries(known)
      .filter(([name, [, required]]) => required && given[name] === undefined)
      .map(([name]) => `${path}: required key [${name}] not found`);
    const wrong = Object.entries(given).flatMap(([name, value]) =>
      Object.hasOwn(known, name)
        ? this.#typeViolations(known[name][0], value, `${path}/${name}`)
        : [`${path}: extraneous key [${name}] is not permitted`],
    );
    return [...missing, ...wrong];
  }

  #typeViolations(type: TypeCode, value: Json, path: string): string[] {
    const found = kindOf(value);
    const expected = (what: string) => [
      `${path}: expected type: ${what}, found: ${found}`,
    ];
    if (Array.isArray(type)) {
      const [kind, element] = type;
      if (kind === 'a') {
        return Array.isArray(value)
          ? value.flatMap((item, index) =>
              this.#typeViolations(element, item, `${path}/${index}`),
            )
          : expected('JSONArray');
      }
      return isObject(value)
        ? Object.entries(value).flatMap(([key, item]) =>
            this.#typeViolations(element, item, `${path}/${key}`),
          )
        : expected('JSONObject');
    }
    if (typeof type === 'number') {
      return isObject(value)
        ? this.#violations(this.#compact.definitions[type] ?? {}, value, path)
        : expected('JSONObject');
    }
    if (type === 'j' || type === 't') {
      return [];
    }
    if (found !== 'String') {
      return expected(
        { b: 'Boolean', i: 'Integer', n: 'Number' }[type] ?? 'String',
      );
    }
    if (type === 'b' && !/^(true|false)$/i.test(String(value))) {
      return expected('Boolean');
    }
    if ((type === 'i' || type === 'n') && !Number.isFinite(Number(value))) {
      return expected(type === 'i' ? 'Integer' : 'Number');
    }
    return [];
  }

  /** Where two shapes differ: one entry for each deepest difference inside lists' and objects' common structure. */
  compare(
    type: string,
    before: JsonObject,
    after: JsonObject,
  ): PropertyChange[] {
    const known = this.#resource(type)?.properties ?? {};
    const names = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...names].flatMap(name =>
      sameJson(before[name], after[name])
        ? []
        : this.#compareValue(
            name,
            `/Properties/${name}`,
            known[name],
            before[name],
            after[name],
            levels[known[name]?.[2] ?? 0],
          ),
    );
  }

  #compareValue(
    name: string,
    path: string,
    code: PropertyCode | undefined,
    before: Json | undefined,
    after: Json | undefined,
    inherited: Replacement,
  ): PropertyChange[] {
    const definition =
      typeof code?.[0] === 'number'
        ? this.#compact.definitions[code[0]]
        : undefined;
    if (definition && isObject(before) && isObject(after)) {
      const names = new Set([...Object.keys(before), ...Object.keys(after)]);
      return [...names].flatMap(key =>
        sameJson(before[key], after[key])
          ? []
          : this.#compareValue(
              name,
              `${path}/${key}`,
              definition[key],
              before[key],
              after[key],
              strongest(inherited, levels[definition[key]?.[2] ?? 0]),
            ),
      );
    }
    return [{ name, path, before, after, replacement: inherited }];
  }
}

function kindOf(value: Json): 'JSONArray' | 'JSONObject' | 'String' {
  if (Array.isArray(value)) {
    return 'JSONArray';
  }
  return isObject(value) ? 'JSONObject' : 'String';
}

function strongest(left: Replacement, right: Replacement): Replacement {
  if (left === 'always' || right === 'always') {
    return 'always';
  }
  return left === 'maybe' || right === 'maybe' ? 'maybe' : 'never';
}

import { readFileSync } from 'node:fs';
import { isObject } from '../../rest/Call';

type Json = Record<string, unknown>;

/** What GitHub's description says of one path and method. */
export interface Operation {
  /** As described: `get /repos/{owner}/{repo}/pulls`. */
  readonly name: string;
  /** Parameters of the query, by name, with their schemas. */
  readonly query: ReadonlyMap<string, unknown>;
  /** Schema of the body; undefined when the operation takes none. */
  readonly requestBody: { required: boolean; schema: unknown } | undefined;
  /** By status. `schema` is undefined for answers that are not JSON. */
  readonly responses: ReadonlyMap<
    number,
    { readonly schema: unknown | undefined; readonly hasBody: boolean }
  >;
}

/** The published description of api.github.com: only that of the many in the package, which are large. */
export class ApiDescription {
  readonly #components: Json;
  readonly #paths: {
    readonly template: string;
    readonly pattern: RegExp;
    readonly methods: Json;
  }[];
  readonly #operations = new Map<unknown, Operation>();

  static load(): ApiDescription {
    const file =
      require.resolve('@octokit/openapi/generated/api.github.com.json');
    return new ApiDescription(JSON.parse(readFileSync(file, 'utf8')));
  }

  constructor(description: Json) {
    this.#components = asObject(description.components);
    this.#paths = Object.entries(asObject(description.paths))
      .map(([template, methods]) => ({
        template,
        pattern: patternOf(template, this.#wideNames(asObject(methods))),
        methods: asObject(methods),
      }))
      // What is written out goes before what a parameter stands for.
      .sort(
        (one, other) =>
          variables(one.template) - variables(other.template) ||
          other.template.length - one.template.length,
      );
  }

  /** The operation for a request; undefined when GitHub has no such path or method. */
  operation(method: string, path: string): Operation | undefined {
    for (const { template, pattern, methods } of this.#paths) {
      const found = methods[method.toLowerCase()];
      if (found !== undefined && pattern.test(path)) {
        return this.#read(`${method.toLowerCase()} ${template}`, found);
      }
    }
    return undefined;
  }

  /** A schema among the components. */
  schema(name: string): unknown {
    return asObject(this.#components.schemas)[name];
  }

  #read(name: string, value: unknown): Operation {
    const known = this.#operations.get(value);
    if (known) {
      return known;
    }
    const described = asObject(value);
    const parameters = asArray(described.parameters).map(each =>
      this.#resolve(each),
    );
    const operation: Operation = {
      name,
      query: new Map(
        parameters
          .filter(each => each.in === 'query')
          .map(each => [String(each.name), each.schema]),
      ),
      requestBody: this.#requestBody(described.requestBody),
      responses: new Map(
        Object.entries(asObject(described.responses)).map(
          ([status, response]) => [
            Number(status),
            this.#response(this.#resolve(response)),
          ],
        ),
      ),
    };
    this.#operations.set(value, operation);
    return operation;
  }

  /** Names of the parameters that may hold slashes. */
  #wideNames(methods: Json): Set<string> {
    return new Set(
      Object.values(methods)
        .flatMap(each => asArray(asObject(each).parameters))
        .map(each => this.#resolve(each))
        .filter(each => each['x-multi-segment'] === true)
        .map(each => String(each.name)),
    );
  }

  #requestBody(value: unknown): Operation['requestBody'] {
    if (value === undefined) {
      return undefined;
    }
    const body = this.#resolve(value);
    return { required: body.required === true, schema: jsonSchemaOf(body) };
  }

  #response(response: Json) {
    return {
      schema: jsonSchemaOf(response),
      hasBody: response.content !== undefined,
    };
  }

  #resolve(value: unknown): Json {
    const object = asObject(value);
    if (typeof object.$ref !== 'string') {
      return object;
    }
    const [kind, name] = object.$ref.split('/').slice(-2);
    return asObject(asObject(this.#components[kind])[name]);
  }
}

function jsonSchemaOf(described: Json): unknown {
  const json = asObject(described.content)['application/json'];
  return json === undefined ? undefined : asObject(json).schema;
}

function patternOf(template: string, wide: ReadonlySet<string>): RegExp {
  const expression = template
    .split(/(\{[^}]+\})/)
    .map(part => {
      const name = /^\{(.+)\}$/.exec(part)?.[1];
      if (name === undefined) {
        return part.replace(/[.*+?^$()|[\]\\]/g, '\\$&');
      }
      return wide.has(name) ? '.+' : '[^/]+';
    })
    .join('');
  return new RegExp(`^${expression}$`);
}

function variables(template: string): number {
  return template.split('{').length;
}

function asObject(value: unknown): Json {
  return isObject(value) ? value : {};
}

function asArray(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

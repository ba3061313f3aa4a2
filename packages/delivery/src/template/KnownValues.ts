import { asText, Resolver } from '@plinth/pricing';
import canonicalize from 'canonicalize';
import type { Template } from '../synth/Assembly';
import { inAscii } from './inAscii';

/** The value that a deployment gives by itself; what refers to it does not change with it in a plan. */
const SET_BY_DEPLOYMENT = 'PlinthProvenance';

/** What tells the values of a template's parameters. */
export interface TemplateSurroundings {
  readonly stackName: string;
  readonly account: string;
  readonly region: string;
  /** Values that the stack has, which a deployment keeps; others get their defaults. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** Resolves what can be told of a template's values, and leaves what refers to resources as it is. */
export class KnownValues {
  readonly #template: Template;
  readonly #resolver: Resolver;
  /** Conditions that are being written out; CloudFormation refuses those that are made of themselves. */
  readonly #defining = new Set<string>();

  constructor(
    template: Template,
    { stackName, account, region, parameters }: TemplateSurroundings,
  ) {
    const open = Object.entries(template.Parameters ?? {}).filter(
      ([name, parameter]) => isOpen(name, parameter),
    );
    this.#template = template;
    this.#resolver = new Resolver(
      {
        ...template,
        Parameters: Object.fromEntries(open),
      } as ConstructorParameters<typeof Resolver>[0],
      {
        stackName,
        account,
        region,
        parameters: Object.fromEntries(
          open.flatMap(([name]) =>
            Object.hasOwn(parameters, name) ? [[name, parameters[name]]] : [],
          ),
        ),
      },
    );
  }

  /** Whether a condition holds; undefined where only a deployment can tell. */
  condition(name: string): boolean | undefined {
    return this.#resolver.condition(name);
  }

  /** What an undecided condition says, as a text to compare. */
  definition(name: string): string {
    const said = this.#section('Conditions')[name];
    if (said === undefined || this.#defining.has(name)) {
      return name;
    }
    this.#defining.add(name);
    const text = canonicalize(this.#expression(said)) ?? name;
    this.#defining.delete(name);
    return text;
  }

  /** With the conditions that it is made of in place of their names. */
  #expression(said: unknown): unknown {
    if (Array.isArray(said)) {
      return said.map(item => this.#expression(item));
    }
    const [[name, operand] = ['', undefined]] = Object.entries(said ?? {});
    if (name === 'Condition') {
      return { [name]: this.definition(asText(operand)) };
    }
    return /^Fn::(And|Or|Not|Equals)$/.test(name)
      ? { [name]: this.#expression(operand) }
      : this.resolve(said);
  }

  #section(name: 'Conditions' | 'Mappings'): Record<string, unknown> {
    return (this.#template[name] ?? {}) as Record<string, unknown>;
  }

  /** The value with all that is told in place; undefined where it is left out. */
  resolve(value: unknown): unknown {
    if (Array.isArray(value)) {
      return value
        .map(item => this.resolve(item))
        .filter(item => item !== undefined);
    }
    if (value === null || typeof value !== 'object') {
      return asStored(value);
    }
    const entries = Object.entries(value);
    const [[name, operand] = ['', undefined]] = entries;
    return entries.length === 1 && /^(Ref|Fn::\w+)$/.test(name)
      ? this.#intrinsic(name, operand)
      : Object.fromEntries(
          entries
            .map(([key, item]) => [key, this.resolve(item)] as const)
            .filter(([, item]) => item !== undefined),
        );
  }

  #intrinsic(name: string, operand: unknown): unknown {
    if (name === 'Fn::If' && Array.isArray(operand)) {
      const [condition, yes, no] = operand;
      const holds = this.condition(asText(condition));
      return holds === undefined
        ? {
            [name]: [
              this.definition(asText(condition)),
              this.resolve(yes) ?? null,
              this.resolve(no) ?? null,
            ],
          }
        : this.resolve(holds ? yes : no);
    }
    const resolved = this.#resolver.resolve({ [name]: operand });
    if (isTold(resolved)) {
      return this.resolve(resolved);
    }
    if (name === 'Fn::FindInMap' && Array.isArray(operand)) {
      const [map, ...keys] = operand;
      return {
        [name]: [
          canonicalize(this.#section('Mappings')[asText(map)]) ?? map,
          ...keys.map(key => this.resolve(key)),
        ],
      };
    }
    if (name === 'Fn::Sub') {
      return this.#substitution(operand);
    }
    if (name === 'Ref' || name === 'Fn::GetAtt') {
      return { [name]: operand };
    }
    const inner = this.resolve(operand);
    const [separator, parts] = Array.isArray(inner) ? inner : [];
    return name === 'Fn::Join' && Array.isArray(parts) && isTold(parts)
      ? parts.join(asText(separator))
      : { [name]: inner };
  }

  /** The text with the values that are told; names of resources stay, so that replacements are followed. */
  #substitution(operand: unknown): unknown {
    const [text, given] = Array.isArray(operand) ? operand : [operand];
    const variables = (given ?? {}) as Record<string, unknown>;
    const filled = asText(asStored(text)).replace(
      /\$\{([^!}][^}]*)\}/g,
      (whole, name: string) => {
        const value = this.resolve(
          Object.hasOwn(variables, name) ? variables[name] : { Ref: name },
        );
        return typeof value === 'string' ? value : whole;
      },
    );
    if (!/\$\{[^!]/.test(filled)) {
      return filled;
    }
    return {
      'Fn::Sub':
        given === undefined ? filled : [filled, this.resolve(variables)],
    };
  }
}

/** Whether a plan may know the parameter's value: it is no secret, and no deployment sets it by itself. */
function isOpen(name: string, parameter: unknown): boolean {
  const { NoEcho: hidden } = (parameter ?? {}) as { NoEcho?: unknown };
  return name !== SET_BY_DEPLOYMENT && asText(hidden) !== 'true';
}

/** Whether a value holds nothing that only a deployment knows. */
function isTold(value: unknown): boolean {
  return Array.isArray(value)
    ? value.every(isTold)
    : value === undefined || isScalar(value);
}

function isScalar(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

/** A scalar as CloudFormation gives it back: as text of ASCII. */
function asStored(value: unknown): unknown {
  return isScalar(value) ? inAscii(String(value)) : value;
}

import { CloudFormationTemplate } from './template';
import { asText, isRecord, isScalar, own } from './values';

/** Stands for a value that only a deployment can tell. */
export const UNKNOWN = Symbol('unknown until deployed');

/**
 * Evaluates the intrinsic functions of a template as far as parameters, defaults, mappings and conditions tell.
 * What only a deployment knows (an ARN, an import, a secret) becomes `UNKNOWN`.
 */
export class Resolver {
  readonly #template: CloudFormationTemplate;
  readonly #region: string;
  readonly #pseudo: Record<string, string | undefined>;
  readonly #parameters: Record<string, string>;
  readonly #conditions = new Map<string, boolean | undefined>();

  /**
   * @param options.account - what `AWS::AccountId` is, where that is known
   * @param options.stackName - what `AWS::StackName` is, where that is known
   */
  constructor(
    template: CloudFormationTemplate,
    options: {
      region: string;
      account?: string;
      stackName?: string;
      parameters?: Record<string, string>;
    },
  ) {
    this.#template = template;
    this.#region = options.region;
    this.#pseudo = {
      'AWS::AccountId': options.account,
      'AWS::StackName': options.stackName,
    };
    this.#parameters = options.parameters ?? {};
  }

  /** The value with its intrinsics evaluated; objects and lists keep their shape. */
  resolve(value: unknown): unknown {
    if (Array.isArray(value)) {
      return value
        .map(item => this.resolve(item))
        .filter(item => item !== undefined);
    }
    if (value === null || typeof value !== 'object') {
      return value;
    }
    const keys = Object.keys(value);
    const record = value as Record<string, unknown>;
    if (keys.length === 1) {
      const name = keys[0];
      if (name === 'Ref' || name.startsWith('Fn::')) {
        return this.#intrinsic(name, record[name]);
      }
    }
    return Object.fromEntries(
      keys
        .map(key => [key, this.resolve(record[key])] as const)
        .filter(([, item]) => item !== undefined),
    );
  }

  /** Whether a condition holds; undefined where a deployment would have to tell. */
  condition(name: string): boolean | undefined {
    if (!this.#conditions.has(name)) {
      // A condition that refers to itself is refused by CloudFormation; here it must only not loop.
      this.#conditions.set(name, undefined);
      this.#conditions.set(
        name,
        this.#truth(own(this.#template.Conditions, name)),
      );
    }
    return this.#conditions.get(name);
  }

  #truth(expression: unknown): boolean | undefined {
    if (typeof expression === 'boolean') {
      return expression;
    }
    if (expression === null || typeof expression !== 'object') {
      return undefined;
    }
    const [name, operand] = Object.entries(expression)[0] ?? [];
    const operands = Array.isArray(operand) ? operand : [];
    switch (name) {
      case 'Condition':
        return this.condition(asText(operand));
      case 'Fn::Equals': {
        const [left, right] = operands.map(item => this.resolve(item));
        return isKnown(left) && isKnown(right)
          ? asText(left) === asText(right)
          : undefined;
      }
      case 'Fn::Not': {
        const inner = this.#truth(operands[0]);
        return inner === undefined ? undefined : !inner;
      }
      case 'Fn::And':
        return every(operands.map(item => this.#truth(item)));
      case 'Fn::Or': {
        const none = every(
          operands.map(item => {
            const inner = this.#truth(item);
            return inner === undefined ? undefined : !inner;
          }),
        );
        return none === undefined ? undefined : !none;
      }
      default:
        return undefined;
    }
  }

  #intrinsic(name: string, operand: unknown): unknown {
    switch (name) {
      case 'Ref':
        return this.#reference(asText(operand));
      case 'Fn::If': {
        const [condition, yes, no] = asList(operand);
        const holds = this.condition(asText(condition));
        if (holds === undefined) {
          return UNKNOWN;
        }
        return this.resolve(holds ? yes : no);
      }
      case 'Fn::Join': {
        const [separator, parts] = asList(operand);
        const resolved = this.resolve(parts);
        return Array.isArray(resolved) && resolved.every(isScalar)
          ? resolved.join(asText(separator))
          : UNKNOWN;
      }
      case 'Fn::Split': {
        const [separator, text] = asList(operand);
        const resolved = this.resolve(text);
        return typeof resolved === 'string'
          ? resolved.split(asText(separator))
          : UNKNOWN;
      }
      case 'Fn::Select': {
        const [index, list] = asList(this.resolve(operand));
        return Array.isArray(list)
          ? (list[Number(asText(index))] ?? UNKNOWN)
          : UNKNOWN;
      }
      case 'Fn::FindInMap':
        return this.#mapped(asList(operand));
      case 'Fn::Sub':
        return this.#substitute(operand);
      default:
        return UNKNOWN;
    }
  }

  /** What a mapping says; its default value where it surely says nothing. */
  #mapped([map, first, second, other]: unknown[]): unknown {
    const keys = [map, first, second].map(key => this.resolve(key));
    if (!keys.every(isScalar)) {
      return UNKNOWN;
    }
    const found = keys.reduce<unknown>(
      (inner, key) => own(inner, asText(key)),
      this.#template.Mappings,
    );
    const fallback = own(other, 'DefaultValue');
    return found ?? (fallback === undefined ? UNKNOWN : this.resolve(fallback));
  }

  #reference(name: string): unknown {
    switch (name) {
      case 'AWS::Region':
        return this.#region;
      case 'AWS::NoValue':
        return undefined;
      case 'AWS::Partition':
        return partitionOf(this.#region);
      case 'AWS::URLSuffix':
        return `amazonaws.com${this.#region.startsWith('cn-') ? '.cn' : ''}`;
      case 'AWS::AccountId':
      case 'AWS::StackName':
        return this.#pseudo[name] ?? UNKNOWN;
      default: {
        const parameter = own(this.#template.Parameters, name);
        const value = own(this.#parameters, name) ?? own(parameter, 'Default');
        const type = asText(own(parameter, 'Type'));
        if (!isScalar(value) || type.startsWith('AWS::SSM::')) {
          return UNKNOWN;
        }
        // CloudFormation takes the blanks around the items of a list away.
        return type.startsWith('List<') || type === 'CommaDelimitedList'
          ? asText(value)
              .split(',')
              .map(item => item.trim())
          : value;
      }
    }
  }

  #substitute(operand: unknown): unknown {
    const [text, given] = Array.isArray(operand) ? operand : [operand];
    const variables: Record<string, unknown> = isRecord(given) ? given : {};
    let known = true;
    const result = asText(text).replace(
      /\$\{([^!}][^}]*)\}/g,
      (_, name: string) => {
        const value = Object.hasOwn(variables, name)
          ? this.resolve(variables[name])
          : this.#reference(name);
        known &&= isScalar(value);
        return asText(value);
      },
    );
    return known ? result : UNKNOWN;
  }
}

function partitionOf(region: string): string {
  const [first] = /^(cn|us-gov)-/.exec(region) ?? [];
  return first ? `aws-${first.slice(0, -1)}` : 'aws';
}

function isKnown(value: unknown): boolean {
  return value !== UNKNOWN && value !== undefined;
}

function every(truths: (boolean | undefined)[]): boolean | undefined {
  if (truths.includes(false)) {
    return false;
  }
  return truths.includes(undefined) ? undefined : true;
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

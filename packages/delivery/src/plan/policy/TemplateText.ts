import { asText, Resolver, UNKNOWN } from '@plinth/pricing';
import type { SynthesizedStack } from '../../synth/Assembly';

/** Stands in a text for what only a deployment knows: an id, an export, a secret. No pattern of ours begins with it. */
const LATER = '…';

/**
 * Reads the texts of a template as CloudFormation would make them. Rules judge texts, so a wildcard that is assembled by an
 * intrinsic function, or that stands in the other branch of a condition, is seen like one that is written out.
 */
export class TemplateText {
  readonly #resolver: Resolver;
  readonly #account: string;

  /** @param parameters - values that the stack has, which a deployment keeps */
  constructor(
    stack: Pick<SynthesizedStack, 'template' | 'region' | 'account'>,
    parameters: Readonly<Record<string, string>> = {},
  ) {
    this.#account = stack.account;
    this.#resolver = new Resolver(
      stack.template as ConstructorParameters<typeof Resolver>[0],
      { region: stack.region, parameters },
    );
  }

  /** Every text that a value, or an item of a list, may become. */
  all(value: unknown): string[] {
    return this.branches(value).flatMap(each => this.#text(each));
  }

  /** The values that a value may become: the items of lists, and both branches of a condition that is not decided. */
  branches(value: unknown): unknown[] {
    if (Array.isArray(value)) {
      return value.flatMap(item => this.branches(item));
    }
    const [name, operand] = intrinsicOf(value) ?? [];
    if (name === 'Fn::If' && Array.isArray(operand)) {
      const [condition, yes, no] = operand;
      const holds = this.#resolver.condition(asText(condition));
      return [
        ...(holds === false ? [] : this.branches(yes)),
        ...(holds === true ? [] : this.branches(no)),
      ];
    }
    if (name === 'Ref' && operand === 'AWS::NoValue') {
      return [];
    }
    return value === undefined ? [] : [value];
  }

  #text(value: unknown): string[] {
    const [name, operand] = intrinsicOf(value) ?? [];
    if (name === 'Fn::Join' && Array.isArray(operand)) {
      const [separator, parts] = operand;
      return combine(
        (Array.isArray(parts) ? parts : [parts]).map(part => this.all(part)),
      ).map(texts => texts.join(asText(separator)));
    }
    if (name === 'Fn::Sub') {
      return [this.#substituted(operand)];
    }
    if (name === 'Ref' && operand === 'AWS::AccountId') {
      return [this.#account];
    }
    const resolved = this.#resolver.resolve(value);
    if (Array.isArray(resolved)) {
      return resolved.flatMap(item => this.#text(item));
    }
    return [
      resolved === UNKNOWN || (resolved && typeof resolved === 'object')
        ? LATER
        : String(resolved),
    ];
  }

  #substituted(operand: unknown): string {
    const [text, variables] = Array.isArray(operand) ? operand : [operand, {}];
    return asText(text).replace(
      /\$\{(!?)([^{}]*)\}/g,
      (_, escaped: string, name: string) =>
        escaped
          ? `\${${name}}`
          : (this.#text(
              Object.hasOwn(variables ?? {}, name)
                ? variables[name]
                : { Ref: name },
            )[0] ?? ''),
    );
  }
}

function intrinsicOf(value: unknown): [string, unknown] | undefined {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    return undefined;
  }
  const entries = Object.entries(value);
  return entries.length === 1 && /^(Ref|Fn::\w+)$/.test(entries[0][0])
    ? entries[0]
    : undefined;
}

/** One of each, in all combinations; few, since conditions inside of a text are rare. */
function combine(parts: readonly string[][]): string[][] {
  return parts.reduce<string[][]>(
    (made, texts) =>
      made.flatMap(before => texts.map(text => [...before, text])),
    [[]],
  );
}

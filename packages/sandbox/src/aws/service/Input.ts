import type { AwsCall } from './AwsCall';
import { AwsError } from '../protocols/AwsError';
import { page, type Page } from './page';

/** The codes with which a service refuses parameters. */
interface Codes {
  invalidParameter: string;
  invalidToken?: string;
  notImplemented?: string;
}

/**
 * Reads a call's parameters. What has the wrong type is refused with the service's validation error, and so is every
 * parameter that nobody reads: an answer that passes it over would be a false success. The server looks for those after
 * each operation; an operation that changes something calls {@link end} first.
 */
export class Input {
  readonly #call: Pick<AwsCall, 'input'> & Partial<AwsCall>;
  readonly #codes: Codes;
  readonly #read = new Set<string>();
  readonly #inner: Input[] = [];
  #ended = false;

  constructor(call: Pick<AwsCall, 'input'> & Partial<AwsCall>, codes: Codes) {
    this.#call = call;
    this.#codes = codes;
  }

  /** A text that must be there. */
  text(name: string): string {
    const value = this.optionalText(name);
    if (value === undefined) {
      const member = name.charAt(0).toLowerCase() + name.slice(1);
      throw this.error(
        `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
      );
    }
    return value;
  }

  /** As it was sent. */
  raw(name: string): unknown {
    this.#read.add(name);
    return this.#call.input[name];
  }

  /** What was sent, by name. */
  names(): string[] {
    return Object.keys(this.#call.input);
  }

  /** Whether it was sent, though it may be empty. */
  has(name: string): boolean {
    return this.#given(name) !== undefined;
  }

  /** A text; undefined where it is empty or not given. */
  optionalText(name: string): string | undefined {
    const value = this.#given(name);
    if (value !== undefined && typeof value !== 'string') {
      throw this.error(`Value at '${name}' must be a string`);
    }
    return value || undefined;
  }

  /** One of the words allowed, or undefined. */
  choice<W extends string>(name: string, words: readonly W[]): W | undefined {
    const value = this.optionalText(name);
    const word = words.find(item => item === value);
    if (value !== undefined && word === undefined) {
      throw this.error(
        `Value '${value}' at '${name}' must be one of ${words.join(', ')}`,
      );
    }
    return word;
  }

  /** True where it is given as true. */
  flag(name: string): boolean {
    const value = String(this.#given(name) ?? false);
    if (value !== 'true' && value !== 'false') {
      throw this.error(`Value '${value}' at '${name}' must be true or false`);
    }
    return value === 'true';
  }

  /** A whole number within limits. */
  number(
    name: string,
    limits: { default: number; min: number; max: number },
  ): number {
    return this.optionalNumber(name, limits.min, limits.max) ?? limits.default;
  }

  /** A whole number within limits, or undefined. */
  optionalNumber(name: string, min: number, max: number): number | undefined {
    const value = this.#given(name);
    if (value === undefined) {
      return undefined;
    }
    const number = Number(value);
    if (!Number.isInteger(number) || number < min || number > max) {
      throw this.error(
        `Value at '${name}' must be a whole number from ${min} to ${max}`,
      );
    }
    return number;
  }

  /** A moment, as JSON protocols carry it: seconds since the epoch, or ISO 8601. */
  moment(name: string): Date | undefined {
    const value = this.#given(name);
    if (value === undefined) {
      return undefined;
    }
    const date =
      typeof value === 'number'
        ? new Date(value * 1000)
        : new Date(value as string | Date);
    if (Number.isNaN(date.getTime())) {
      throw this.error(`Value at '${name}' is not a timestamp`);
    }
    return date;
  }

  /** A list of texts; empty where it is not given. */
  texts(name: string): string[] {
    return this.#list(name).map(String);
  }

  /** A list of structures, each to be read as carefully. */
  inputs(name: string): Input[] {
    return this.#list(name).map(item => this.#enter(name, item));
  }

  /** A structure, to be read as carefully. */
  inner(name: string): Input | undefined {
    const value = this.#given(name);
    return value === undefined ? undefined : this.#enter(name, value);
  }

  /** A structure or map, of which everything is kept; undefined where it is not given. */
  structure(name: string): Record<string, unknown> | undefined {
    const value = this.#given(name);
    if (value !== undefined && !isStructure(value)) {
      throw this.error(`Value at '${name}' must be a structure`);
    }
    return value;
  }

  /** A map of texts; empty where it is not given. */
  map(name: string): Record<string, string> {
    return Object.fromEntries(
      Object.entries(this.structure(name) ?? {}).map(([key, item]) => [
        key,
        String(item),
      ]),
    );
  }

  /** A list of tags, as `Key` and `Value`. */
  tags(name = 'Tags'): { Key: string; Value: string }[] {
    return this.inputs(name).map(tag => ({
      Key: tag.text('Key'),
      Value: tag.optionalText('Value') ?? '',
    }));
  }

  /**
   * The page of a list that is asked for. The token is bound to the place and to the question: all other parameters,
   * unless the same may be asked in several words.
   */
  page<T>(
    items: T[],
    options: {
      token?: string;
      /** Parameter with the number of items, where there is one. */
      limit?: string;
      default: number;
      max?: number;
      question?: unknown;
      /** By what the list is sorted, where pages must fit together though items go in between. */
      key?: (item: T) => string;
    },
  ): Page<T> {
    const { token = 'NextToken', limit, default: size, max = size } = options;
    const { account, region, operation, input } = this.#call;
    const others = { ...input, [token]: undefined, [limit ?? token]: null };
    const { question = others } = options;
    return page(items, {
      token: this.optionalText(token),
      limit: limit ? this.number(limit, { default: size, min: 1, max }) : size,
      question: [account, region, operation, question],
      errorCode: this.#codes.invalidToken ?? this.#codes.invalidParameter,
      key: options.key,
    });
  }

  /** Refuses what nobody has read so far; what comes later is not looked at again. */
  end(): void {
    if (this.#ended) {
      return;
    }
    this.#ended = true;
    for (const [name, value] of Object.entries(this.#call.input)) {
      if (!this.#read.has(name) && value !== undefined && value !== null) {
        throw new AwsError(
          this.#codes.notImplemented ?? this.#codes.invalidParameter,
          `The sandbox does not implement ${name} of ${this.#call.operation}`,
        );
      }
    }
    this.#inner.forEach(input => input.end());
  }

  /** The service's error for a parameter that is wrong. */
  error(message: string): AwsError {
    return new AwsError(this.#codes.invalidParameter, message);
  }

  #given(name: string): unknown {
    return this.raw(name) ?? undefined;
  }

  #list(name: string): unknown[] {
    // The query protocol writes an empty list as an empty text.
    const value = this.#given(name) || [];
    if (!Array.isArray(value)) {
      throw this.error(`Value at '${name}' must be a list`);
    }
    return value;
  }

  #enter(name: string, value: unknown): Input {
    if (!isStructure(value)) {
      throw this.error(`Value at '${name}' must be a structure`);
    }
    const input = new Input({ ...this.#call, input: value }, this.#codes);
    this.#inner.push(input);
    return input;
  }
}

/** True for a JSON object. */
export function isStructure(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

import { AwsError } from './AwsError';
import type { AwsCall } from './AwsCall';

/** Reads a call's parameters, refusing what has the wrong type with the service's validation error. */
export class Input {
  readonly #input: Record<string, unknown>;
  readonly #code: string;

  constructor(call: Pick<AwsCall, 'input'>, code = 'ValidationException') {
    this.#input = call.input;
    this.#code = code;
  }

  /** A text that must be there. */
  text(name: string): string {
    const value = this.optionalText(name);
    if (value === undefined || value === '') {
      throw this.error(
        `Value at '${name}' failed to satisfy constraint: Member must not be null`,
      );
    }
    return value;
  }

  /** As it was sent. */
  raw(name: string): unknown {
    return this.#input[name];
  }

  optionalText(name: string): string | undefined {
    const value = this.#input[name];
    if (value === undefined || value === null) {
      return undefined;
    }
    if (typeof value !== 'string') {
      throw this.error(`Value at '${name}' must be a string`);
    }
    return value;
  }

  /** A whole number within limits. */
  number(
    name: string,
    limits: { default: number; min: number; max: number },
  ): number {
    const value = this.#input[name];
    if (value === undefined || value === null) {
      return limits.default;
    }
    const number = Number(value);
    if (
      !Number.isInteger(number) ||
      number < limits.min ||
      number > limits.max
    ) {
      throw this.error(
        `Value at '${name}' must be a whole number from ${limits.min} to ${limits.max}`,
      );
    }
    return number;
  }

  /** A whole number within limits, or undefined. */
  optionalNumber(name: string, min: number, max: number): number | undefined {
    return this.#input[name] === undefined || this.#input[name] === null
      ? undefined
      : this.number(name, { default: min, min, max });
  }

  /** A moment, as JSON protocols carry it: seconds since the epoch, or ISO 8601. */
  moment(name: string): Date | undefined {
    const value = this.#input[name];
    if (value === undefined || value === null) {
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

  /** A list; empty where it is not given. */
  list(name: string): unknown[] {
    const value = this.#input[name];
    if (value === undefined || value === null) {
      return [];
    }
    if (!Array.isArray(value)) {
      throw this.error(`Value at '${name}' must be a list`);
    }
    return value;
  }

  texts(name: string): string[] {
    return this.list(name).map(String);
  }

  /** A list of structures. */
  structures(name: string): Record<string, unknown>[] {
    return this.list(name).map(item => {
      if (!isStructure(item)) {
        throw this.error(`Value at '${name}' must be a list of structures`);
      }
      return item;
    });
  }

  /** A structure or map. */
  structure(name: string): Record<string, unknown> | undefined {
    const value = this.#input[name];
    if (value === undefined || value === null) {
      return undefined;
    }
    if (!isStructure(value)) {
      throw this.error(`Value at '${name}' must be a structure`);
    }
    return value;
  }

  /** Stops at parameters that the sandbox would have to ignore. */
  refuse(...names: string[]): void {
    for (const name of names) {
      if (this.#input[name] !== undefined && this.#input[name] !== null) {
        throw this.error(`The sandbox does not implement ${name}`);
      }
    }
  }

  error(message: string): AwsError {
    return new AwsError(this.#code, message);
  }
}

/** True for a JSON object. */
export function isStructure(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

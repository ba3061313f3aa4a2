import Ajv, { type ValidateFunction } from 'ajv';
import { addGithubFormats } from './addGithubFormats';
import type { ApiDescription } from './ApiDescription';
import { problemsOf } from './problemsOf';
import { toJsonSchema } from './toJsonSchema';

const BASE = 'https://api.github.com/schemas/';

/** Checks values against schemas of the description. A validator is made at its first use, with what it refers to. */
export class ApiSchemas {
  readonly #description: ApiDescription;
  readonly #ajv: Ajv;
  readonly #validators = new Map<unknown, ValidateFunction>();
  readonly #added = new Set<string>();

  constructor(description: ApiDescription) {
    this.#description = description;
    this.#ajv = new Ajv({
      strict: false,
      allErrors: true,
      // GitHub names formats of its own, such as `repo.nwo`, which say nothing that can be checked.
      logger: false,
      validateSchema: false,
    });
    addGithubFormats(this.#ajv);
  }

  /** What is wrong with a value; empty when nothing is. */
  problems(schema: unknown, value: unknown): string[] {
    const validate = this.#validator(schema);
    return validate(value) ? [] : problemsOf(validate.errors);
  }

  #validator(schema: unknown): ValidateFunction {
    const known = this.#validators.get(schema);
    if (known) {
      return known;
    }
    const converted = this.#convert(schema);
    const validate = this.#ajv.compile(
      typeof converted === 'object' && converted !== null ? converted : {},
    );
    this.#validators.set(schema, validate);
    return validate;
  }

  #convert(schema: unknown): unknown {
    return toJsonSchema(schema, name => {
      const id = BASE + encodeURIComponent(name);
      if (!this.#added.has(name)) {
        // Known before it is converted, since schemas refer to themselves.
        this.#added.add(name);
        const component = this.#convert(this.#description.schema(name));
        this.#ajv.addSchema(
          typeof component === 'object' && component !== null ? component : {},
          id,
        );
      }
      return id;
    });
  }
}

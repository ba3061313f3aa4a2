import type Ajv from 'ajv/dist/core';
import type { ErrorObject, ValidateFunction } from 'ajv/dist/core';
import type { SchemaEnv } from 'ajv/dist/compile';
import type { AddedFormat } from 'ajv/dist/types';
import {
  type Schema,
  type ValidationError,
  Validator,
  ValidatorResult,
} from 'jsonschema';

/**
 * Ajv makes a program out of each schema, which a page may only run with `unsafe-eval` in its Content Security Policy. All ways
 * into that, for schemas and for what describes schemas, go through one method. `interpretSchemas` puts another in its place, which
 * walks the schema with `jsonschema` and reports in Ajv's form: what forms, catalog and others see of Ajv stays as it is.
 *
 * Left out, since nothing in the portal asks for them: keywords that are programs, `$async`, `$data`, defaults and coercion. Unlike Ajv,
 * `jsonschema` takes properties named like those of every object (`toString`) for known ones. What a form sends is checked again behind it.
 */

/** Ajv knows schemas by keys and by URIs. Both become URIs, so that references meet them. */
const uriOf = (key: string) => new URL(key, 'schema://portal/').href;

/** What Ajv calls the argument of a keyword; a limit where it is not named here. */
const PARAMETERS: Record<string, string> = {
  additionalProperties: 'additionalProperty',
  const: 'allowedValue',
  dependencies: 'missingProperty',
  enum: 'allowedValues',
  format: 'format',
  multipleOf: 'multipleOf',
  pattern: 'pattern',
  required: 'missingProperty',
  type: 'type',
};

/** Ajv's words, of which people read some and forms replace the quoted names by titles; those of `jsonschema` where none stand here. */
const WORDS: Record<string, (argument: unknown) => string> = {
  additionalProperties: () => 'must NOT have additional properties',
  anyOf: () => 'must match a schema in anyOf',
  const: () => 'must be equal to constant',
  enum: () => 'must be equal to one of the allowed values',
  exclusiveMaximum: limit => `must be < ${limit}`,
  exclusiveMinimum: limit => `must be > ${limit}`,
  format: format => `must match format "${format}"`,
  maximum: limit => `must be <= ${limit}`,
  maxItems: limit => `must NOT have more than ${limit} items`,
  maxLength: limit => `must NOT have more than ${limit} characters`,
  minimum: limit => `must be >= ${limit}`,
  minItems: limit => `must NOT have fewer than ${limit} items`,
  minLength: limit => `must NOT have fewer than ${limit} characters`,
  not: () => 'must NOT be valid',
  oneOf: () => 'must match exactly one schema in oneOf',
  multipleOf: divisor => `must be multiple of ${divisor}`,
  pattern: pattern => `must match pattern "${pattern}"`,
  required: property => `must have required property '${property}'`,
  type: types => `must be ${types}`,
};

/** The text that a schema gives for an error itself, by the keyword `errorMessage` of `ajv-errors`. */
function ownText(parent: unknown, keyword: string, argument: unknown) {
  const given = (parent as { errorMessage?: unknown })?.errorMessage;
  const text = (given as Record<string, unknown>)?.[keyword];
  return [given, text, (text as Record<string, unknown>)?.[String(argument)]]
    .filter(candidate => typeof candidate === 'string')
    .at(0);
}

function ajvError(error: ValidationError): ErrorObject {
  const { path, schema: parentSchema, instance: data } = error;
  // Where there is nothing at all, `jsonschema` names no keyword, and Ajv the type.
  const { name: keyword = 'type', argument: given } = error;
  const argument =
    keyword === 'type'
      ? [given ?? (parentSchema as Schema).type].flat().join(',')
      : given;
  return {
    keyword,
    instancePath: path
      .map(key => `/${String(key).replace(/~/g, '~0').replace(/\//g, '~1')}`)
      .join(''),
    // By the data, since `jsonschema` does not say by which branches it came here. Forms look up titles with it.
    schemaPath: `#${path.map(key => `/properties/${key}`).join('')}/${keyword}`,
    params: { [PARAMETERS[keyword] ?? 'limit']: argument },
    message:
      ownText(parentSchema, keyword, argument) ??
      WORDS[keyword]?.(argument) ??
      error.message,
    // A schema with an identifier is given by that alone.
    ...(typeof parentSchema === 'object' && { parentSchema }),
    data,
  };
}

/** Whether a value is of a format of Ajv's. One that nobody added lets everything pass, and a format of texts what is no text. */
function isOf(format: AddedFormat | undefined, value: unknown): boolean {
  const { type = 'string', validate = format } =
    typeof format === 'object' && !(format instanceof RegExp) ? format : {};
  if (typeof value !== type) {
    return true;
  }
  if (validate instanceof RegExp) {
    return validate.test(value as string);
  }
  return typeof validate === 'function'
    ? Boolean((validate as (value: unknown) => unknown)(value))
    : true;
}

function validatorWith(ajv: Ajv) {
  const validator = new Validator();
  for (const [key, known] of Object.entries({ ...ajv.refs, ...ajv.schemas })) {
    if (typeof known === 'object' && typeof known.schema === 'object') {
      validator.schemas[uriOf(key)] = known.schema;
      validator.schemas[`${uriOf(key)}#`] = known.schema;
    }
  }
  validator.attributes.format = (value, schema, options, context) => {
    const result = new ValidatorResult(value, schema, options, context);
    const name = schema.format!;
    if (!isOf(ajv.formats[name], value)) {
      result.addError({ name: 'format', argument: name, message: name });
    }
    return result;
  };
  // What comes with the library looks for errors of the whole in the property that asks for it.
  validator.attributes.dependencies = (value, schema, options, context) => {
    const result = new ValidatorResult(value, schema, options, context);
    const given = Object.entries(schema.dependencies ?? {}).filter(
      ([property]) => isObject(value) && value[property] !== undefined,
    );
    for (const [property, needed] of given) {
      if (Array.isArray(needed)) {
        for (const other of needed.filter(each => value[each] === undefined)) {
          result.addError({
            name: 'dependencies',
            argument: other,
            message: `must have ${needed.length > 1 ? 'properties' : 'property'} ${needed.join(', ')} when property ${property} is present`,
          });
        }
      } else {
        const { errors } = validator.validate(value, needed, options, context);
        result.errors.push(...errors);
      }
    }
    return result;
  };
  return validator;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function interpret(ajv: Ajv, env: SchemaEnv): ValidateFunction {
  if (env.root !== env) {
    throw new Error(
      `A part of the schema '${env.baseId}' cannot be validated by itself; add it as a schema of its own.`,
    );
  }
  const { schema } = env;
  const validator = validatorWith(ajv);
  const walk = (data: unknown): data is unknown => {
    const { errors } = validator.validate(data, schema as object, {
      base: uriOf(env.baseId),
      nestedErrors: true,
      // Nothing at all is of no type, and satisfies everything else.
      required: typeof schema === 'object' && schema.type !== undefined,
    });
    // `allOf` counts the errors that are told beside it.
    const told = errors.filter(error => error.name !== 'allOf').map(ajvError);
    Object.assign(walk, { errors: told.length > 0 ? told : null });
    return told.length === 0;
  };
  return Object.assign(walk, { schema, schemaEnv: env, errors: null });
}

/** From here on, what has this prototype interprets schemas, and compiles none. */
export function interpretSchemas(prototype: Ajv) {
  Object.defineProperty(prototype, '_compileSchemaEnv', {
    value(this: Ajv, env: SchemaEnv) {
      env.validate = interpret(this, env);
      return env.validate;
    },
  });
}

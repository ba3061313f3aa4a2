import { isObject } from '../../rest/Call';

/** Keys that say nothing about validity. */
const SILENT = new Set([
  'description',
  'title',
  'example',
  'examples',
  'externalDocs',
  'deprecated',
  'discriminator',
  'default',
]);

/**
 * A schema of OpenAPI 3.0 as JSON Schema: `nullable` becomes a type, and references to components become references
 * to schemas by URI, which `onReference` is told of by name. `oneOf` becomes `anyOf`: GitHub's alternatives overlap.
 */
export function toJsonSchema(
  schema: unknown,
  onReference: (component: string) => string,
): unknown {
  if (Array.isArray(schema)) {
    return schema.map(each => toJsonSchema(each, onReference));
  }
  if (!isObject(schema)) {
    return schema;
  }
  if (typeof schema.$ref === 'string') {
    return { $ref: onReference(schema.$ref.split('/').pop() ?? '') };
  }
  const { nullable, properties, oneOf, anyOf, ...rest } = schema;
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(rest)) {
    if (!SILENT.has(key) && !key.startsWith('x-')) {
      result[key] = key === 'enum' ? value : toJsonSchema(value, onReference);
    }
  }
  if (isObject(properties)) {
    // Names of properties may be those of keywords.
    result.properties = Object.fromEntries(
      Object.entries(properties).map(([name, value]) => [
        name,
        toJsonSchema(value, onReference),
      ]),
    );
  }
  const alternatives = oneOf ?? anyOf;
  if (Array.isArray(alternatives)) {
    result.anyOf = toJsonSchema(alternatives, onReference);
  }
  return nullable === true ? { anyOf: [{ type: 'null' }, result] } : result;
}

import { InputError } from '@backstage/errors';
import { z } from 'zod';

/**
 * What is said in a file, or somewhere else.
 *
 * @param statement - what was read
 * @param options.where - the file, for the message
 * @param options.what - what it should be, for the message
 * @throws InputError that names each rule that the statement breaks
 */
export function checkStatement<T>(
  schema: z.ZodType<T>,
  statement: unknown,
  options: { where: string; what: string },
): T {
  const result = schema.safeParse(statement);
  if (!result.success) {
    throw new InputError(
      `${options.where} is no valid ${options.what}: ${z.prettifyError(result.error).replace(/\s+/g, ' ')}`,
    );
  }
  return result.data;
}

/**
 * The same of the text of a JSON file.
 *
 * @throws InputError also where the text is no JSON
 */
export function parseStatement<T>(
  schema: z.ZodType<T>,
  text: string,
  options: { where: string; what: string },
): T {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new InputError(`${options.where} is no JSON`);
  }
  return checkStatement(schema, json, options);
}

import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { z } from 'zod';
import { DeliveryError, messageOf } from '../errors';

/** No template, manifest or report comes near these. */
const MOST_BYTES = 16 * 1024 * 1024;
const DEEPEST = 100;

/**
 * Reads a JSON file that code of a pull request wrote, as the schema says it must be. What could only be meant to mislead a
 * reader is refused: files too large to be one, nesting that ends a reader's stack, and names that reach for prototypes.
 *
 * @throws DeliveryError that names the file and what is wrong with it
 */
export function readForeignJson<T>(file: string, schema: z.ZodType<T>): T {
  const name = path.basename(file);
  const refuse = (reason: string) =>
    new DeliveryError(`${name} of the assembly ${reason}.`, 'assembly');
  let text: string;
  try {
    if (statSync(file).size > MOST_BYTES) {
      throw new Error(`is larger than ${MOST_BYTES} bytes`);
    }
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw refuse(`cannot be read: ${messageOf(error)}`);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw refuse(`is not JSON that is read here: ${messageOf(error)}`);
  }
  const reason = misleading(json);
  if (reason) {
    throw refuse(reason);
  }
  const result = schema.safeParse(json);
  if (result.success) {
    return result.data;
  }
  const [issue] = result.error.issues;
  throw refuse(
    `is not what the CDK writes: ${issue.path.join('.')}: ${issue.message}`,
  );
}

/** Why a document is not read; walked level by level, since a recursion would end where it is nested deeply. */
function misleading(json: unknown): string | undefined {
  let level = [json].filter(isNested);
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > DEEPEST) {
      return `is nested deeper than ${DEEPEST} levels`;
    }
    if (level.some(each => Object.hasOwn(each, '__proto__'))) {
      return 'is not JSON that is read here: it has the key __proto__';
    }
    level = level.flatMap(each => Object.values(each).filter(isNested));
  }
  return undefined;
}

function isNested(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

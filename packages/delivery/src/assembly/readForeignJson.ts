import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { z } from 'zod';
import { DeliveryError, messageOf } from '../errors';

/** No template, manifest or report comes near these. */
const MOST_BYTES = 16 * 1024 * 1024;
const DEEPEST = 100;

/**
 * Reads a JSON file that code of a pull request wrote, as the schema says it must be. What could only be meant to mislead a
 * reader is refused: files too large to be one, nesting that ends a parser's stack, and names that reach for prototypes.
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
  if (depthOf(text) > DEEPEST) {
    throw refuse(`is nested deeper than ${DEEPEST} levels`);
  }
  let json: unknown;
  try {
    json = JSON.parse(text, (key, value) => {
      if (key === '__proto__') {
        throw new Error('it has the key __proto__');
      }
      return value;
    });
  } catch (error) {
    throw refuse(`is not JSON that is read here: ${messageOf(error)}`);
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

/** How deep brackets nest, without reading what is in them. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  // A string at a time, so that brackets in them do not count.
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/gs)) {
    if (token === '[' || token === '{') {
      deepest = Math.max(deepest, ++depth);
    } else if (token === ']' || token === '}') {
      depth--;
    }
  }
  return deepest;
}

import { InputError } from '@backstage/errors';
import { z } from 'zod';

/** Makes an opaque cursor of a position. */
export function encodeCursor(position: object): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/** Reads a cursor that {@link encodeCursor} made; throws an `InputError` for anything else. */
export function decodeCursor<T>(
  cursor: string | undefined,
  schema: z.ZodType<T>,
): T | undefined {
  if (cursor === undefined) {
    return undefined;
  }
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    value = undefined;
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    throw new InputError(
      'The cursor is not one of this list; start again without it',
    );
  }
  return parsed.data;
}

import { isObject, type Json } from '../../resources/Json';
import { validationError } from '../validationError';

/** A scalar's text; throws for anything else that the function named by `where` is given. */
export function scalarText(value: Json, where: string): string {
  if (value === null || isObject(value) || Array.isArray(value)) {
    throw validationError(
      `Template error: ${where} needs text, and got ${JSON.stringify(value)}`,
    );
  }
  return String(value);
}

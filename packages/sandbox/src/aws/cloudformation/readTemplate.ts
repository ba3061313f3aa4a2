import { parseDocument } from 'yaml';
import { messageOf } from './failureReason';
import { intrinsicTags } from './intrinsicTags';
import { isObject, type JsonObject } from '../resources/Json';
import { validationError } from './validationError';

/** Reads a template's JSON or YAML, with the short forms of intrinsic functions. */
export function readTemplate(body: string): JsonObject {
  let raw: unknown;
  if (body.trimStart().startsWith('{')) {
    try {
      raw = JSON.parse(body);
    } catch (error) {
      throw validationError(
        `Template format error: JSON not well-formed. (${messageOf(error)})`,
      );
    }
  } else {
    const document = parseDocument(body, {
      customTags: intrinsicTags,
      schema: 'yaml-1.1',
      merge: true,
    });
    if (document.errors.length > 0) {
      throw validationError(
        `Template format error: YAML not well-formed. (${document.errors[0].message})`,
      );
    }
    raw = JSON.parse(JSON.stringify(document.toJS()));
  }
  if (!isObject(raw)) {
    throw validationError('Template format error: unsupported structure.');
  }
  return raw;
}

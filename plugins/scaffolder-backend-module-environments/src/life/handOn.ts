import type { JsonObject } from '@backstage/types';

/** A value as one step of a template hands it to the next: JSON, without what JSON cannot say. */
export function handOn(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value)) as JsonObject;
}

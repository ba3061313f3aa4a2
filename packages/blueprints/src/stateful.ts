import { DATA_TYPES, IDENTITY_TYPES } from './schema';
import type { Template } from './synthesizeUnit';

/** Logical ID and type of everything stateful in a template, sorted: a change here replaces or deletes data. */
export function statefulResources(template: Template): Record<string, string> {
  return Object.fromEntries(
    Object.entries(template.Resources ?? {})
      .filter(
        ([, { Type }]) => DATA_TYPES.has(Type) || IDENTITY_TYPES.has(Type),
      )
      .map(([id, { Type }]) => [id, Type] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

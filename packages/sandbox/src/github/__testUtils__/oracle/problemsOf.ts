import type { ErrorObject } from 'ajv';

/**
 * What a validator found, each as a kind: places in lists count as one, so that a field missing from a hundred items
 * is told once.
 */
export function problemsOf(
  errors: readonly ErrorObject[] | null | undefined,
): string[] {
  const kinds = new Set<string>();
  for (const error of errors ?? []) {
    if (error.keyword === 'anyOf' || error.keyword === 'if') {
      continue;
    }
    const place = error.instancePath
      .split('/')
      .map(part => (/^\d+$/.test(part) ? '*' : part))
      .join('/');
    const { additionalProperty, allowedValues } = error.params;
    const detail = additionalProperty ?? allowedValues;
    kinds.add(
      `${place || '/'} ${error.message}${detail === undefined ? '' : ` (${detail})`}`,
    );
  }
  return [...kinds];
}

import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import type { StoredPullRequest } from '../store';

/** What a pull request asks a field of a unit to be; undefined where it does not, or was not read. */
export function askedValue(
  { content }: Pick<StoredPullRequest, 'content'>,
  unit: string | undefined,
  field: string,
): string | undefined {
  return content?.answers.find(
    answer => answer.unit === unit && answer.field === field,
  )?.after;
}

/** The owner that a pull request asks for a unit, as an entity reference: people write files by hand, and what is no reference is nobody's. */
export function askedOwner(
  pull: Pick<StoredPullRequest, 'content'>,
  unit: string | undefined,
): string | undefined {
  const owner = askedValue(pull, unit, 'owner');
  return owner === undefined ? undefined : fullRef(owner, 'group');
}

/**
 * An entity reference in full; undefined for what is none.
 *
 * @param defaultKind - the kind where the text names none; left out, such a text is no reference
 */
export function fullRef(
  text: string,
  defaultKind?: string,
): string | undefined {
  try {
    return stringifyEntityRef(parseEntityRef(text, { defaultKind }));
  } catch {
    return undefined;
  }
}

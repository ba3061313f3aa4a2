import type { DriftAdoption } from '@plinth/plugin-environments-common';

/** The hash that CDK puts at the end of a logical ID. */
const HASH = /[0-9A-F]{8}$/;

/**
 * Where somebody writes a value that no parameter has: the construct and the line of the unit's `stack.ts` that makes it, or,
 * for what the blueprint makes, the line below which it is overridden.
 *
 * @param file - path of the source
 */
export function placeToEdit(
  {
    stack,
    logicalId,
    resourceType,
    path,
    actual,
    deleted,
  }: DriftAdoption['items'][number],
  file: string,
  source: string,
): string {
  const what = deleted
    ? `${logicalId} (${resourceType}) of ${stack} was deleted`
    : `${path.slice(1).replaceAll('/', '.')} of ${logicalId} (${resourceType}) in ${stack} is ${actual ?? 'not set'}`;
  const lines = source.split('\n');
  const own = constructOf(logicalId, lines);
  if (own) {
    return `${what}: line ${own.line} of ${file} makes its construct ${own.id}`;
  }
  const below = lines.findIndex(line => /\bsuper\(/.test(line)) + 1;
  const override = deleted
    ? 'leave it out there'
    : `override it there, by addPropertyOverride of the resource whose logicalId is ${logicalId}`;
  return `${what}: its blueprint makes it${below > 0 ? `; below line ${below} of ${file}, ${override}` : `; ${file} has no constructor yet in which to change it`}`;
}

/**
 * The construct that makes a resource, by what CDK makes of the IDs on its way: a logical ID begins with them. The longest ID that
 * is written in the source and fits is taken.
 */
function constructOf(
  logicalId: string,
  lines: readonly string[],
): { id: string; line: number } | undefined {
  const name = logicalId.replace(HASH, '');
  return lines
    .flatMap((text, index) =>
      [
        ...text.matchAll(/\bnew\s+[\w.]+\(\s*this\s*,\s*(['"`])([^'"`]+)\1/g),
      ].map(([, , id]) => ({ id, line: index + 1 })),
    )
    .filter(({ id }) => name.startsWith(id.replace(/[^A-Za-z0-9]/g, '')))
    .sort((a, b) => b.id.length - a.id.length)[0];
}

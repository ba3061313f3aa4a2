/** Where GitHub looks for the file, in this order. */
export const CODEOWNERS_PATHS = [
  '.github/CODEOWNERS',
  'CODEOWNERS',
  'docs/CODEOWNERS',
] as const;

/** A line of a CODEOWNERS file. */
export interface OwnersRule {
  readonly pattern: string;
  /** As written: `@login`, `@org/team` or an address. */
  readonly owners: readonly string[];
}

/** Reads a CODEOWNERS file. */
export function parseCodeowners(text: string): OwnersRule[] {
  return text
    .split('\n')
    .map(line => line.replace(/(^|\s)#.*$/, '').trim())
    .filter(Boolean)
    .map(line => {
      const [pattern, ...owners] = line.split(/\s+/);
      return { pattern, owners };
    });
}

/** Owners of a path: those of the last rule that matches it. */
export function ownersOf(
  rules: readonly OwnersRule[],
  path: string,
): readonly string[] {
  return (
    [...rules].reverse().find(rule => matches(rule.pattern, path))?.owners ?? []
  );
}

/** The rules of `.gitignore`, less negation and ranges: `/` anchors, `*` stays in a folder, `**` does not. */
function matches(pattern: string, path: string): boolean {
  const anchored = pattern.slice(0, -1).includes('/');
  const body = pattern.replace(/^\//, '').replace(/\/$/, '');
  const expression = body
    .split(/(\*\*\/|\*\*|\*|\?)/)
    .map(part => {
      switch (part) {
        case '**/':
          return '(?:.*/)?';
        case '**':
          return '.*';
        case '*':
          return '[^/]*';
        case '?':
          return '[^/]';
        default:
          return part.replace(/[.+^${}()|[\]\\]/g, '\\$&');
      }
    })
    .join('');
  // A pattern that ends in `/*` means the files of a folder, not those of folders below it.
  const whole = body.endsWith('/*') ? '' : '(?:/.*)?';
  const tail = pattern.endsWith('/') ? '/.*' : whole;
  return new RegExp(`^${anchored ? '' : '(?:.*/)?'}${expression}${tail}$`).test(
    path,
  );
}

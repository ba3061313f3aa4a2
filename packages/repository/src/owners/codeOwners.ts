import ignore from 'ignore';

/** A line of a CODEOWNERS file. */
export interface OwnersRule {
  readonly pattern: string;
  /** As written: `@login`, `@org/team` or an e-mail address. */
  readonly owners: readonly string[];
}

/** Reviewers as GitHub's API takes them: logins, and team slugs without their organisation. */
export interface Reviewers {
  readonly users: string[];
  readonly teams: string[];
}

/** Reads a CODEOWNERS file. Lines that GitHub does not understand, such as a negation, are left out as they are there. */
export function parseCodeOwners(text: string): OwnersRule[] {
  return text
    .split('\n')
    .map(line => line.replace(/(^|\s)#.*$/, '').trim())
    .filter(line => line !== '' && !/^!|^\S*[[\\]/.test(line))
    .map(line => {
      const [pattern, ...owners] = line.split(/\s+/);
      return { pattern, owners };
    });
}

/** The owners of a path. As on GitHub the last rule that matches wins, also when it names nobody. */
export function ownersOf(
  rules: readonly OwnersRule[],
  path: string,
): readonly string[] {
  return rules.findLast(rule => matches(rule.pattern, path))?.owners ?? [];
}

/** Whom the API can ask: owners that are given by e-mail address are left out. */
export function toReviewers(owners: readonly string[]): Reviewers {
  const named = [...new Set(owners)]
    .filter(owner => owner.startsWith('@'))
    .map(owner => owner.slice(1));
  return {
    users: named.filter(owner => !owner.includes('/')),
    teams: named
      .filter(owner => owner.includes('/'))
      .map(owner => owner.split('/')[1]),
  };
}

/** The rules of `.gitignore`, but that `docs/*` owns the files right below `docs` and nothing deeper. */
function matches(pattern: string, path: string): boolean {
  const rule = ignore({ ignoreCase: false }).add(pattern);
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  return (
    rule.ignores(path) &&
    !(pattern.endsWith('/*') && folder !== '' && rule.ignores(folder))
  );
}

/** Where GitHub looks for the file, in its order. */
export const CODEOWNERS_PATHS = [
  '.github/CODEOWNERS',
  'CODEOWNERS',
  'docs/CODEOWNERS',
];

/** Reviewers as GitHub's API takes them: logins, and team slugs without their organisation. */
export interface Reviewers {
  readonly users: string[];
  readonly teams: string[];
}

/**
 * The owners of a path by a CODEOWNERS file. As on GitHub the last rule that matches wins, also when it names
 * nobody. Owners given by e-mail address are left out: the API cannot ask them.
 */
export function codeOwners(content: string, path: string): Reviewers {
  let owners: string[] = [];
  for (const line of content.split('\n')) {
    const [pattern, ...names] = line
      .replace(/(^|\s)#.*$/, '')
      .trim()
      .split(/\s+/);
    if (pattern && ruleMatches(pattern, path)) {
      owners = names;
    }
  }
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

/** Gitignore rules as far as CODEOWNERS has them: no negation, no character ranges. */
function ruleMatches(pattern: string, path: string): boolean {
  const anchored = pattern.replace(/\/$/, '').includes('/');
  const glob = pattern.replace(/^\//, '').replace(/\/$/, '/**');
  const source = glob
    .split(/(\*\*\/|\/\*\*$|\*\*|\*|\?)/)
    .map(part => {
      switch (part) {
        case '**/':
          return '(?:.*/)?';
        case '/**':
          return '/.*';
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
  // `docs/*` owns the files right below docs and nothing deeper; every other rule owns what lies below its match
  const below =
    /(^|[^*])\*$/.test(glob) && glob.includes('/') ? '' : '(?:/.*)?';
  return new RegExp(`^${anchored ? '' : '(?:.*/)?'}${source}${below}$`).test(
    path,
  );
}

/**
 * GitHub's filter patterns for branches, tags and paths: `*` is anything but a slash, `**` anything, `?` and `+`
 * repeat the character before them, `[]` is a set of characters, and a pattern that begins with `!` takes names out
 * again. The last pattern that matches decides.
 */
export function matchesPattern(
  name: string,
  patterns: readonly string[],
): boolean {
  let matched = false;
  for (const pattern of patterns) {
    const negated = pattern.startsWith('!');
    if (toRegExp(negated ? pattern.slice(1) : pattern).test(name)) {
      matched = !negated;
    }
  }
  return matched;
}

function toRegExp(pattern: string): RegExp {
  const source = pattern.replace(/\*\*\/|\*\*|\*|[?+[\]]|\\.|[^\w]/g, piece => {
    switch (piece) {
      case '**/':
        return '(?:.*/)?';
      case '**':
        return '.*';
      case '*':
        return '[^/]*';
      case '?':
      case '+':
      case '[':
      case ']':
      case '-':
        return piece;
      default:
        return piece.length === 2 ? piece : `\\${piece}`;
    }
  });
  return new RegExp(`^${source}$`);
}

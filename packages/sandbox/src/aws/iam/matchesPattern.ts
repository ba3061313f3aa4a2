/** Whether a pattern with `*` and `?` covers the text. Actions ignore case, ARNs do not. */
export function matchesPattern(
  pattern: string,
  text: string,
  ignoreCase = false,
): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${source}$`, ignoreCase ? 'is' : 's').test(text);
}

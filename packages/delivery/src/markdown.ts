/**
 * Text that people or AWS wrote, made safe for one line of GitHub's markdown: it must not become markup, a mention, or
 * the end of a table cell.
 */
export function inline(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .slice(0, 1500)
    .replace(/[\\`*_[\]|~]/g, character => `\\${character}`)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/@(?=\w)/g, '@\u200b');
}

/** A text of at most so many characters, with a mark where something is left out. */
export function shorten(text: string, most: number): string {
  if (text.length <= most) {
    return text;
  }
  // One character takes two units at most.
  const characters = [...text.slice(0, 2 * most + 2)];
  return characters.length <= most
    ? text
    : `${characters
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`;
}

/** GitHub refuses comments above 65,536 characters; so many are used of them. */
export const MAX_COMMENT = 65_000;

/**
 * As many texts as there is room for, from the first on.
 *
 * @param separator - how many characters come after each
 */
export function firstThatFit(
  texts: readonly string[],
  room: number,
  separator: number,
): string[] {
  let left = room;
  const end = texts.findIndex(text => {
    left -= text.length + separator;
    return left < 0;
  });
  return texts.slice(0, end < 0 ? undefined : end);
}

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

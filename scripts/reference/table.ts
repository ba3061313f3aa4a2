/** What a cell of a table may hold: no end of a line, and no end of a cell. */
const cell = (text: string) =>
  text.replace(/\s+/g, ' ').trim().replace(/\|/g, '\\|');

/** A table in Markdown. */
export function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join(
    '\n',
  );
}

/** The first words of a page that nobody writes by hand. */
export function page(title: string, about: string, body: string): string {
  return `# ${title}\n\n${about} \`npm run reference\` writes this page from the sources, and a check fails where it says something else.\n\n${body}\n`;
}

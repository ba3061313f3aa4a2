import type { JsonValue } from '@backstage/types';

/** A table of Markdown; the first row is its header. */
export function table(rows: string[][]): string {
  const [header, ...body] = rows;
  return [header, header.map(() => '---'), ...body]
    .map(row => `| ${row.join(' | ')} |`)
    .join('\n');
}

/** A value as code in a table cell: it can neither end the cell nor format, mention or link anything. */
export function cell(value: JsonValue): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const safe = text
    .replace(/[\r\n\t]+/g, ' ')
    .replaceAll('|', '\\|')
    .replaceAll('`', "'");
  return `\`${safe || ' '}\``;
}

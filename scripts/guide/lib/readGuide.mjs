import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { root } from '../../lib/toolchain.mjs';

const require = createRequire(path.join(root, 'packages/sandbox/package.json'));
const { marked } = require('marked');

/** The code spans of inline Markdown. */
const spansOf = text =>
  [...text.matchAll(/`([^`]+)`/g)].map(([, span]) => span);

function blockOf(token, section) {
  const text = token.raw.replace(/\s+/g, ' ').trim();
  const block = { section, type: token.type, text, spans: spansOf(text) };
  if (token.type === 'code') {
    return { ...block, language: token.lang, code: token.text };
  }
  return token.type === 'table'
    ? {
        ...block,
        header: token.header.map(cell => cell.text),
        rows: token.rows.map(row => row.map(cell => cell.text)),
      }
    : block;
}

/**
 * The blocks of a guide, in its order: each paragraph, table, list and piece of code.
 *
 * @param file - below `docs/how-to`
 * @returns `{ section, type, text, spans }`: the heading above, `paragraph`, `table`, `list`, `code` …, the Markdown on one line,
 * and its code spans; of code `language` and `code` too, of a table `header` and `rows` of cells as Markdown
 */
export function readGuide(file) {
  let section = '';
  return marked
    .lexer(readFileSync(path.join(root, 'docs/how-to', file), 'utf8'))
    .flatMap(token => {
      if (token.type === 'heading') {
        section = token.text;
        return [];
      }
      return token.type === 'space' || token.type === 'def'
        ? []
        : [blockOf(token, section)];
    });
}

/** The code spans of a cell of a table. */
export const spansOfCell = spansOf;

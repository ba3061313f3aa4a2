/** One piece of an expression, with its place for messages. */
export type Token =
  | { kind: 'number'; value: number; at: number }
  | { kind: 'string'; value: string; at: number }
  | { kind: 'name'; value: string; at: number }
  | { kind: 'symbol'; value: string; at: number }
  | { kind: 'end'; value: ''; at: number };

const PIECES = new RegExp(
  [
    String.raw`(?<space>\s+)`,
    String.raw`'(?<string>(?:[^']|'')*)'`,
    String.raw`(?<number>[-+]?(?:0x[0-9a-f]+|0o[0-7]+|(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)(?![\w.]))`,
    String.raw`(?<name>[a-z_][\w-]*)`,
    String.raw`(?<symbol>&&|\|\||[=!<>]=|[<>!()[\],.*])`,
  ].join('|'),
  'iy',
);

/** Cuts an expression into tokens; throws `Error` that names the first thing it cannot read. */
export function tokenize(expression: string): Token[] {
  const tokens: Token[] = [];
  PIECES.lastIndex = 0;
  let at = 0;
  while (at < expression.length) {
    PIECES.lastIndex = at;
    const found = PIECES.exec(expression)?.groups;
    if (!found) {
      throw new Error(
        `Unexpected ${JSON.stringify(expression.slice(at, at + 12))} at position ${at + 1} of the expression: ${expression}`,
      );
    }
    if (found.string !== undefined) {
      tokens.push({
        kind: 'string',
        value: found.string.replaceAll("''", "'"),
        at,
      });
    } else if (found.number !== undefined) {
      tokens.push({ kind: 'number', value: Number(found.number), at });
    } else if (found.name !== undefined) {
      tokens.push({ kind: 'name', value: found.name, at });
    } else if (found.symbol !== undefined) {
      tokens.push({ kind: 'symbol', value: found.symbol, at });
    }
    at = PIECES.lastIndex;
  }
  tokens.push({ kind: 'end', value: '', at });
  return tokens;
}

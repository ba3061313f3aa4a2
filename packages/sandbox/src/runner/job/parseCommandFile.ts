/**
 * Reads what a step wrote to `GITHUB_OUTPUT` or `GITHUB_ENV`: lines `name=value`, or `name<<END`, lines of the value,
 * `END`. Throws `Error` for anything else, as GitHub does.
 */
export function parseCommandFile(source: string): Map<string, string> {
  const values = new Map<string, string>();
  const lines = source.split(/\r?\n/);
  let next = 0;
  while (next < lines.length) {
    const line = lines[next++];
    if (line === '') {
      continue;
    }
    const equal = line.indexOf('=');
    const heredoc = line.indexOf('<<');
    if (heredoc > 0 && (equal < 0 || heredoc < equal)) {
      const end = line.slice(heredoc + 2);
      const last = lines.indexOf(end, next);
      if (end === '' || last < 0) {
        throw new Error(
          `Matching delimiter not found '${end}' for "${line.slice(0, heredoc)}"`,
        );
      }
      values.set(line.slice(0, heredoc), lines.slice(next, last).join('\n'));
      next = last + 1;
    } else if (equal > 0) {
      values.set(line.slice(0, equal), line.slice(equal + 1));
    } else {
      throw new Error(`Invalid format '${line}'`);
    }
  }
  return values;
}

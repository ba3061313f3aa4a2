/**
 * Whether a version lies in a range as `setup-node` takes it: `22`, `22.x`, `v22.1.0`, `>=22 <25`, `^22.1`, `~22.1`,
 * alternatives with `||`, and names such as `lts/*`, `latest` or `current`, which any version satisfies.
 * Throws `Error` for what it cannot read.
 */
export function satisfiesRange(version: string, range: string): boolean {
  return range.split('||').some(alternative =>
    alternative
      .trim()
      .replace(/([<>=^~]+)\s+/g, '$1')
      .split(/\s+/)
      .every(part => satisfiesPart(version, part)),
  );
}

function satisfiesPart(version: string, part: string): boolean {
  if (/^(?:lts\/\*|lts|latest|current|node|\*|)$/.test(part)) {
    return true;
  }
  const found = /^(>=|<=|>|<|=|\^|~)?v?(\d+(?:\.(?:\d+|x|\*)){0,2})$/i.exec(
    part,
  );
  if (!found) {
    throw new Error(`Node version '${part}' is not understood by this runner`);
  }
  const [, operator = '', text] = found;
  const given = text
    .split('.')
    .filter(each => /^\d+$/.test(each))
    .map(Number);
  const actual = version.split('.').map(Number);
  // How the version compares where the range speaks: 0 means it lies within "22" or "22.1".
  const order = given
    .map((number, index) => Math.sign(actual[index] - number))
    .find(sign => sign !== 0);
  switch (operator) {
    case '>=':
      return (order ?? 0) >= 0;
    case '<=':
      return (order ?? 0) <= 0;
    case '>':
      return (order ?? 0) > 0;
    case '<':
      return (order ?? 0) < 0;
    case '^':
      return actual[0] === given[0] && (order ?? 0) >= 0;
    case '~':
      return (
        given.slice(0, 2).every((number, index) => actual[index] === number) &&
        (order ?? 0) >= 0
      );
    default:
      return order === undefined;
  }
}

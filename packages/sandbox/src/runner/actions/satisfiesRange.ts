import { satisfies, validRange } from 'semver';

/** What `setup-node` calls the newest, which any version satisfies here. */
const NEWEST = /^(?:lts\/\*|lts|latest|current|node|)$/;

/**
 * Whether a version lies in a range as `setup-node` takes it: semantic ranges, and names such as `lts/*` or `latest`.
 * Throws `Error` for what it cannot read.
 */
export function satisfiesRange(version: string, range: string): boolean {
  if (NEWEST.test(range.trim())) {
    return true;
  }
  if (validRange(range) === null) {
    throw new Error(`Node version '${range}' is not understood by this runner`);
  }
  return satisfies(version, range);
}

import { createHash } from 'node:crypto';
import type { FileChange } from '../files/unitFiles';

/** The SHA that Git gives a file's content. */
export function blobSha(content: string): string {
  const bytes = Buffer.from(content, 'utf8');
  return createHash('sha1')
    .update(`blob ${bytes.length}\0`)
    .update(bytes)
    .digest('hex');
}

/** One short digest over the paths and contents of files, in whatever order they come. */
export function contentDigest(files: readonly FileChange[]): string {
  const listed = files
    .map(
      ({ path, content }) =>
        `${content === null ? 'removed' : blobSha(content)} ${path}`,
    )
    .sort();
  return createHash('sha256')
    .update(listed.join('\n'))
    .digest('hex')
    .slice(0, 16);
}

/** Paths of files and the SHAs of their blobs. */
type Listing = ReadonlyMap<string, string>;

/**
 * True if a folder's listing is that of another one after these changes of files.
 *
 * @param before - the other listing; @default - that of an empty folder
 */
export function isSameContent(
  listing: Listing,
  files: readonly FileChange[],
  before: Listing = new Map(),
): boolean {
  const expected = new Map(before);
  for (const { path, content } of files) {
    if (content === null) {
      expected.delete(path);
    } else {
      expected.set(path, blobSha(content));
    }
  }
  return (
    listing.size === expected.size &&
    [...expected].every(([path, blob]) => listing.get(path) === blob)
  );
}

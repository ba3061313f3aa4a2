import { createHash } from 'node:crypto';
import type { UnitFile } from '../files/unitFiles';

/** The SHA that Git gives a file's content. */
export function blobSha(content: string): string {
  const bytes = Buffer.from(content, 'utf8');
  return createHash('sha1')
    .update(`blob ${bytes.length}\0`)
    .update(bytes)
    .digest('hex');
}

/** One short digest over the paths and contents of files, in whatever order they come. */
export function contentDigest(files: readonly UnitFile[]): string {
  const listed = files
    .map(({ path, content }) => `${blobSha(content)} ${path}`)
    .sort();
  return createHash('sha256')
    .update(listed.join('\n'))
    .digest('hex')
    .slice(0, 16);
}

/** True if a folder's listing, paths to blob SHAs, is exactly these files. */
export function isSameContent(
  listing: ReadonlyMap<string, string>,
  files: readonly UnitFile[],
): boolean {
  return (
    listing.size === files.length &&
    files.every(({ path, content }) => listing.get(path) === blobSha(content))
  );
}

import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';

/**
 * SHA-256 in hexadecimal over what a file or folder holds: names, contents, which files can be executed, where links lead. It
 * does not depend on the order in which the file system lists them, nor on times.
 *
 * The CDK names an asset by a hash as well, but code in a stack may give it one of its own, and then the name says nothing
 * of the content.
 */
export function contentDigest(root: string): string {
  const hash = createHash('sha256');
  // Lengths first: otherwise the end of one field could pose as the beginning of the next.
  const add = (text: string | Buffer) =>
    hash.update(`${Buffer.byteLength(text)}:`).update(text);
  const visit = (file: string, name: string): void => {
    const stats = lstatSync(file);
    if (stats.isSymbolicLink()) {
      add(`link ${name}`);
      add(readlinkSync(file));
    } else if (stats.isDirectory()) {
      add(`folder ${name}`);
      for (const entry of readdirSync(file).sort()) {
        visit(path.join(file, entry), `${name}/${entry}`);
      }
    } else {
      add(`${(stats.mode & 0o111) === 0 ? 'file' : 'program'} ${name}`);
      add(readFileSync(file));
    }
  };
  visit(root, '');
  return hash.digest('hex');
}

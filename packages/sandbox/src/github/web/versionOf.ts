import { createHash } from 'node:crypto';

/** What a page that follows changes compares: another text whenever what it shows is another. */
export function versionOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}

import { lstatSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { DeliveryError } from '../errors';

/** How much a folder may hold that code of a pull request wrote. */
export interface FolderLimits {
  readonly files: number;
  readonly bytes: number;
  readonly depth: number;
}

/** What two hundred units with large functions stay far below. */
const FOLDER_LIMITS: FolderLimits = {
  files: 100_000,
  bytes: 4 * 1024 ** 3,
  depth: 40,
};

/**
 * Throws a `DeliveryError` unless a folder holds nothing but files and folders, and not too much of them. A link would let
 * what is read and published lie outside of the folder.
 */
export function requirePlainFiles(
  root: string,
  limits: FolderLimits = FOLDER_LIMITS,
): void {
  let files = 0;
  let bytes = 0;
  const visit = (folder: string, depth: number): void => {
    if (depth > limits.depth) {
      throw refusal(`is nested deeper than ${limits.depth} folders`);
    }
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const full = path.join(folder, entry.name);
      const name = path.relative(root, full);
      if (entry.isDirectory()) {
        visit(full, depth + 1);
      } else if (entry.isFile()) {
        bytes += lstatSync(full).size;
      } else {
        throw refusal(`holds ${name}, which is neither a file nor a folder`);
      }
      files += 1;
      if (files > limits.files) {
        throw refusal(`holds more than ${limits.files} files`);
      }
      if (bytes > limits.bytes) {
        throw refusal(`is larger than ${limits.bytes} bytes`);
      }
    }
  };
  if (!lstatSync(root).isDirectory()) {
    throw refusal('is no folder');
  }
  visit(root, 0);
}

function refusal(reason: string): DeliveryError {
  return new DeliveryError(
    `The assembly ${reason}, so nothing of it is read.`,
    'assembly',
  );
}

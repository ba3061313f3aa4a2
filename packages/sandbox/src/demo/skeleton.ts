import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { FileChanges } from '../github';

const FOLDER = path.resolve(
  path.dirname(require.resolve('@plinth/sandbox/package.json')),
  '../../templates/platform-repository/skeleton',
);

/** `${{ values.name }}`, and with `| dump` as JSON: all that the skeleton uses of the template language. */
const PLACEHOLDER = /\$\{\{ values\.(\w+)( \| dump)? \}\}/g;

/**
 * The files of a new infrastructure repository, as the template `platform-repository` would write them.
 *
 * @param values - what the template's form asks for
 * @throws Error when the skeleton asks for a value that is not given
 */
export function skeletonFiles(values: Record<string, unknown>): FileChanges {
  const files: Record<string, string> = {};
  for (const entry of readdirSync(FOLDER, {
    recursive: true,
    withFileTypes: true,
  })) {
    if (!entry.isFile()) {
      continue;
    }
    const file = path.join(entry.parentPath, entry.name);
    const name = path.relative(FOLDER, file).split(path.sep).join('/');
    const text = readFileSync(file, 'utf8');
    files[name] = name.startsWith('.github/workflows/')
      ? text // GitHub's own expressions look like the template's
      : text.replace(PLACEHOLDER, (_, key: string, dump?: string) => {
          if (!(key in values)) {
            throw new Error(`The skeleton's ${name} asks for "${key}"`);
          }
          const value = values[key];
          return dump || typeof value !== 'string'
            ? JSON.stringify(value)
            : value;
        });
  }
  return files;
}

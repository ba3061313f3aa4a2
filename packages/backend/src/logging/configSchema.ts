import { createHash, randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { type ConfigSchema, loadConfigSchema } from '@backstage/config-loader';
import type { JsonObject } from '@backstage/types';

/** What was made of all schemas, and of which: it holds for these alone. */
interface Kept {
  readonly made: string;
  readonly schema: JsonObject;
}

/**
 * The schema of the configuration, of all packages that are installed or of this checkout. To make it, TypeScript compiles what every
 * package declares, which takes half of the portal's start; so it is kept in `node_modules`, until what is installed or one of
 * the checkout's own schemas changes.
 *
 * @param root - where `node_modules` is
 * @param onSchemaError - told of each schema that cannot be read
 */
export async function configSchema(
  root: string,
  onSchemaError: (error: Error) => void,
): Promise<ConfigSchema> {
  const manifests = workspaces(root);
  const made = digest(root, manifests);
  const file = path.join(root, 'node_modules/.plinth/config-schema.json');
  const kept = made && read(file);
  if (kept && kept.made === made) {
    return loadConfigSchema({ serialized: kept.schema });
  }
  let isWhole = true;
  const schema = await loadConfigSchema({
    dependencies: [],
    packagePaths: manifests,
    onSchemaError: error => {
      isWhole = false;
      onSchemaError(error);
    },
  });
  if (made && isWhole) {
    keep(file, { made, schema: schema.serialize() });
  }
  return schema;
}

/** The manifests of the packages of the checkout, which lie in folders as `packages/*`. */
function workspaces(root: string): string[] {
  const { workspaces: patterns = [] } = JSON.parse(
    readFileSync(path.join(root, 'package.json'), 'utf8'),
  );
  return (patterns as string[])
    .map(pattern => path.join(root, path.dirname(pattern)))
    .filter(folder => existsSync(folder))
    .flatMap(folder =>
      readdirSync(folder).map(name => path.join(folder, name, 'package.json')),
    )
    .filter(manifest => existsSync(manifest))
    .sort();
}

/** A schema that takes part of itself from a file that has no hash here. */
const IMPORTS_FILE = /(?:from|import|require)\s*\(?\s*['"]\./;

/**
 * One hash over all that the schema follows from; undefined where nothing tells what is installed, or a schema of the checkout is more
 * than one file.
 */
function digest(
  root: string,
  manifests: readonly string[],
): string | undefined {
  const installed = path.join(root, 'node_modules/.yarn-state.yml');
  if (!existsSync(installed)) {
    return undefined;
  }
  const hash = createHash('sha256').update(readFileSync(installed));
  for (const manifest of manifests) {
    const text = readFileSync(manifest, 'utf8');
    const { configSchema: schema } = JSON.parse(text);
    hash.update(JSON.stringify([manifest, text]));
    if (typeof schema === 'string') {
      const file = path.resolve(path.dirname(manifest), schema);
      const declared = readFileSync(file, 'utf8');
      if (IMPORTS_FILE.test(declared)) {
        return undefined;
      }
      hash.update(JSON.stringify([file, declared]));
    }
  }
  return hash.digest('hex');
}

/** What is kept; undefined where there is nothing, or nothing that can be read. */
function read(file: string): Kept | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Another process, which starts at the same time, finds all of it or nothing. A folder that cannot be written keeps nothing. */
function keep(file: string, kept: Kept): void {
  const written = `${file}.${randomUUID()}`;
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(written, JSON.stringify(kept));
    renameSync(written, file);
  } catch (error) {
    if (
      !['EACCES', 'EROFS', 'EPERM'].includes((error as { code: string }).code)
    ) {
      throw error;
    }
  }
}

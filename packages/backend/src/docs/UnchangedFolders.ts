import type { Entity } from '@backstage/catalog-model';
import { NotModifiedError } from '@backstage/errors';
import type {
  PreparerBase,
  PreparerOptions,
} from '@backstage/plugin-techdocs-node';
import { createHash, randomUUID } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';

/** Another portal, such as a newer version, makes its own sites of the same documents. */
const PROCESS = randomUUID();

/**
 * Prepares folders of this machine, which TechDocs would make into sites again at every look: one whose documents are as they were is told
 * to be unchanged.
 */
export class UnchangedFolders implements PreparerBase {
  readonly #preparer: PreparerBase;

  /** @param preparer - of folders, wherever they are */
  constructor(preparer: PreparerBase) {
    this.#preparer = preparer;
  }

  shouldCleanPreparedDirectory() {
    return this.#preparer.shouldCleanPreparedDirectory();
  }

  /** @throws NotModifiedError when the documents are those of `options.etag` */
  async prepare(entity: Entity, options?: PreparerOptions) {
    const prepared = await this.#preparer.prepare(entity, options);
    // What came from a repository has a version already.
    const etag = prepared.etag || (await fingerprint(prepared.preparedDir));
    if (etag === options?.etag) {
      throw new NotModifiedError(`The documents of ${entity.metadata.name}`);
    }
    return { ...prepared, etag };
  }
}

/** Changes with the names, sizes and times of the documents and of the settings beside them. */
async function fingerprint(folder: string): Promise<string> {
  const below = await readdir(path.join(folder, 'docs'), {
    recursive: true,
  }).catch(() => []);
  const files = [
    'mkdocs.yml',
    'mkdocs.yaml',
    ...below.map(name => path.join('docs', name)),
  ].sort();
  const hash = createHash('sha256').update(PROCESS);
  for (const file of files) {
    const found = await stat(path.join(folder, file)).catch(() => undefined);
    hash.update(`${file} ${found?.size} ${found?.mtimeMs}\n`);
  }
  return hash.digest('hex');
}

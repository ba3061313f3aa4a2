import { isChildPath } from '@backstage/backend-plugin-api';
import { NotAllowedError, NotFoundError } from '@backstage/errors';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { parseDocument } from 'yaml';
import { addressOf, titleOf } from './pageAddress';

/** An entry of `nav` in `mkdocs.yml`: a file, or a title with a file or with further entries. */
export type NavEntry = string | Record<string, string | NavEntry[]>;

/** What of `mkdocs.yml` decides how pages look. */
export interface DocsSettings {
  siteName?: string;
  description?: string;
  /** Web address of the files beside the documents, for links that leave the folder. */
  sourceUrl?: string;
  nav?: NavEntry[];
}

const INDEX = 'index.md';

/** Pages above this size are no reading for people, and long work for the portal. */
const MAX_PAGE_BYTES = 1_000_000;

const text = (value: unknown) =>
  typeof value === 'string' && value ? value : undefined;

/** The documents of a prepared folder; nothing outside it is read, whatever a link or a setting in it says. */
export class DocsFolder {
  /** Below the folder, with slashes: documents that become pages. */
  readonly pages: string[];
  /** Below the folder, with slashes: pictures and what else pages show. */
  readonly assets: string[];

  /**
   * Reads which documents there are.
   *
   * @param inputDir - what was prepared: a folder with `docs/`, and `mkdocs.yml` where there is one
   * @throws NotFoundError when it has no document; NotAllowedError when something in it leads out of it
   */
  static async open(inputDir: string): Promise<DocsFolder> {
    const mkdocs = await readSettings(inputDir);
    const docsDir = path.resolve(inputDir, text(mkdocs.docs_dir) ?? 'docs');
    if (!isChildPath(inputDir, docsDir)) {
      throw new NotAllowedError(
        `docs_dir: ${mkdocs.docs_dir} is outside the folder of the entity; name a folder below mkdocs.yml`,
      );
    }
    const files = await filesBelow(inputDir, docsDir);
    const pages = files.filter(file => file.endsWith('.md'));
    if (pages.length === 0) {
      throw new NotFoundError(
        `There is no document: write one as ${path.basename(docsDir)}/index.md`,
      );
    }
    return new DocsFolder(docsDir, pages, files, {
      siteName: text(mkdocs.site_name),
      description: text(mkdocs.site_description),
      sourceUrl: text(mkdocs.repo_url),
      nav: Array.isArray(mkdocs.nav) ? mkdocs.nav : undefined,
    });
  }

  readonly #hasIndex: boolean;

  private constructor(
    readonly root: string,
    pages: string[],
    files: string[],
    readonly settings: DocsSettings,
  ) {
    // Of an index and a README in one folder the index is shown, as MkDocs does.
    const shown = new Map<string, string>();
    for (const page of pages) {
      const address = addressOf(page);
      if (!shown.has(address) || /index\.md$/i.test(page)) {
        shown.set(address, page);
      }
    }
    this.#hasIndex = shown.has('');
    this.pages = [...(this.#hasIndex ? [] : [INDEX]), ...shown.values()];
    // What a page is made of comes from here alone.
    this.assets = files.filter(file => !/\.(md|html?|css)$/i.test(file));
  }

  /** The text of a page; one that is too long for people says so instead, and an index that nobody wrote lists what there is. */
  async read(page: string): Promise<string> {
    if (page === INDEX && !this.#hasIndex) {
      const list = this.pages
        .filter(other => other !== page)
        .map(other => `- [${titleOf(other)}](<${other}>)`);
      return `# ${this.settings.siteName ?? 'Documents'}\n\n${list.join('\n')}\n`;
    }
    const file = path.join(this.root, page);
    const { size } = await stat(file);
    return size > MAX_PAGE_BYTES
      ? `# ${path.basename(page)}\n\nThis document is longer than ${MAX_PAGE_BYTES / 1e6} MB and is not shown. Divide it.`
      : readFile(file, 'utf8');
  }
}

async function readSettings(inputDir: string) {
  for (const name of ['mkdocs.yaml', 'mkdocs.yml']) {
    const file = path.join(inputDir, name);
    const found = await stat(file).catch(() => undefined);
    if (found && isChildPath(inputDir, file)) {
      // Tags of Python are for MkDocs; here they are read as the text that they stand before.
      const document = parseDocument(await readFile(file, 'utf8'), {
        logLevel: 'silent',
      });
      const settings: unknown = document.toJS();
      return typeof settings === 'object' && settings
        ? (settings as Record<string, unknown>)
        : {};
    }
  }
  return {};
}

/** All files below a folder, in the order of their names, but those that are hidden. */
async function filesBelow(inputDir: string, root: string): Promise<string[]> {
  const entries = await readdir(root, {
    recursive: true,
    withFileTypes: true,
  }).catch(() => []);
  return entries
    .filter(entry => !entry.isDirectory())
    .map(entry => {
      const file = path.join(entry.parentPath, entry.name);
      if (entry.isSymbolicLink() && !isChildPath(inputDir, file)) {
        throw new NotAllowedError(
          `${path.relative(inputDir, file)} leads out of the folder of the entity; replace it by the file itself`,
        );
      }
      return path.relative(root, file).split(path.sep).join('/');
    })
    .filter(file => !/(^|\/)\./.test(file))
    .sort();
}

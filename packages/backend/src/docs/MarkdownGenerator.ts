import { resolvePackagePath } from '@backstage/backend-plugin-api';
import {
  TechdocsGenerator,
  type GeneratorRunOptions,
} from '@backstage/plugin-techdocs-node';
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DocsFolder } from './DocsFolder';
import { navigationOf, navigationOfFolders } from './navigation';
import { addressOf, LinkTargets } from './pageAddress';
import { renderMarkdown } from './renderMarkdown';
import { renderPage } from './renderPage';

/**
 * Makes documents into the site that the reader of TechDocs shows, in this process: no MkDocs, Python or container is needed. It reads of
 * `mkdocs.yml`, where there is one, the name, the description, the folder, the address of the sources and the navigation; without it the
 * navigation follows the folders and their indexes.
 */
export class MarkdownGenerator extends TechdocsGenerator {
  override async run(options: GeneratorRunOptions): Promise<void> {
    const { inputDir, outputDir, etag, siteOptions } = options;
    const folder = await DocsFolder.open(inputDir);
    const { settings } = folder;
    const siteName = settings.siteName ?? siteOptions?.name ?? 'Documents';
    const targets = new LinkTargets({
      ...folder,
      sourceUrl: settings.sourceUrl ?? sourceOf(options),
    });

    const documents = [];
    for (const page of folder.pages) {
      const address = addressOf(page);
      const markdown = await folder.read(page);
      const rendered = renderMarkdown(markdown, { page, targets });
      documents.push({ page, address, ...rendered });
    }
    const navigation = settings.nav
      ? navigationOf(settings.nav, { facts: documents, targets })
      : navigationOfFolders(documents);

    const files = new Map<string, string>();
    const css = await readFile(
      resolvePackagePath('backend', 'assets/docs.css'),
      'utf8',
    );
    // The reader takes a stylesheet by this name alone, and browsers keep it as long as it is the same.
    const hash = createHash('sha256').update(css).digest('hex').slice(0, 8);
    const stylesheet = `assets/stylesheets/main.${hash}.min.css`;
    files.set(stylesheet, css);
    for (const document of documents) {
      files.set(
        `${document.address}index.html`,
        renderPage({ ...document, siteName, navigation, stylesheet }),
      );
    }
    files.set(
      'search/search_index.json',
      JSON.stringify({
        config: { lang: ['en'] },
        docs: documents.map(({ address, title, text }) => ({
          location: address,
          title,
          text,
        })),
      }),
    );
    files.set(
      'techdocs_metadata.json',
      JSON.stringify({
        site_name: siteName,
        site_description: settings.description ?? '',
        build_timestamp: Date.now(),
        files: [...files.keys(), ...folder.assets],
        ...(etag && { etag }),
      }),
    );

    for (const asset of folder.assets) {
      const file = path.join(outputDir, asset);
      await mkdir(path.dirname(file), { recursive: true });
      await copyFile(path.join(folder.root, asset), file);
    }
    for (const [name, content] of files) {
      const file = path.join(outputDir, name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, content);
    }
  }
}

/** The web address of what was prepared, where it was read from the web. */
function sourceOf({ parsedLocationAnnotation }: GeneratorRunOptions) {
  return parsedLocationAnnotation?.type === 'url'
    ? parsedLocationAnnotation.target
    : undefined;
}

import {
  createMockDirectory,
  mockServices,
} from '@backstage/backend-test-utils';
import { ScmIntegrations } from '@backstage/integration';
import type { GeneratorRunOptions } from '@backstage/plugin-techdocs-node';
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { MarkdownGenerator } from './MarkdownGenerator';

describe('MarkdownGenerator', () => {
  const input = createMockDirectory();
  const output = createMockDirectory();

  async function generate(
    files: Record<string, string>,
    options: Partial<GeneratorRunOptions> = {},
  ) {
    output.clear();
    input.setContent(files);
    await run(options);
  }

  async function run(options: Partial<GeneratorRunOptions> = {}) {
    const config = mockServices.rootConfig();
    const generator = new MarkdownGenerator({
      config,
      logger: mockServices.rootLogger(),
      scmIntegrations: ScmIntegrations.fromConfig(config),
    });
    await generator.run({
      inputDir: input.path,
      outputDir: output.path,
      siteOptions: { name: 'Claims' },
      ...options,
    } as GeneratorRunOptions);
  }

  const made = (name: string) =>
    readFileSync(path.join(output.path, name), 'utf8');
  const article = (name: string) =>
    made(name).split('<article class="md-content__inner md-typeset">')[1];

  it('makes a page of each document, with links, pictures, tables and code as GitHub shows them', async () => {
    await generate({
      'docs/README.md':
        '# Claims\n\nSee [how](how-to/run.md#two-words), [why](how-to/), [the code](../src/a.ts) and ![a picture](images/a.png).\n',
      'docs/how-to/README.md': '# How\n',
      'docs/how-to/run.md':
        '---\nowner: us\n---\n# Run\n\n## Two words\n\n## Two words\n\n| A | B |\n|--|--:|\n| 1 | 2 |\n\n```ts\nconst a = 1;\n```\n\n[Back](../README.md) ![a](../images/a.png)\n',
      'docs/images/a.png': 'PNG',
    });
    const start = article('index.html');
    expect(start).toContain('<h1 id="claims">Claims</h1>');
    expect(start).toContain('<a href="how-to/run/#two-words">how</a>');
    expect(start).toContain('<a href="how-to/">why</a>');
    // No page of the site, and where the code is on the web nobody said.
    expect(start).toContain('<span>the code</span>');
    expect(start).toContain('<img alt="a picture" src="images/a.png" />');
    const page = article('how-to/run/index.html');
    expect(page).not.toContain('owner');
    expect(page).toContain('id="two-words"');
    expect(page).toContain('id="two-words-1"');
    expect(page).toContain('<th scope="col" align="right">B</th>');
    expect(page).toContain('<span class="hljs-keyword">const</span>');
    expect(page).toContain('<a href="../../">Back</a>');
    expect(page).toContain('<img alt="a" src="../../images/a.png" />');
    expect(made('images/a.png')).toBe('PNG');
  });

  it('has what the reader of TechDocs and its search ask for', async () => {
    await generate(
      {
        'mkdocs.yml':
          'site_name: Claims handbook\nrepo_url: https://example.com/tree/main\nmarkdown_extensions:\n  - x: !!python/name:y.z\n',
        'docs/index.md': '# Claims\n\nAll of *it* & [code](../src/a.ts).\n',
      },
      { etag: 'v1' },
    );
    const page = made('index.html');
    expect(page).toContain('<title>Claims - Claims handbook</title>');
    expect(page).toMatch(
      /href="assets\/stylesheets\/main\.[0-9a-f]{8}\.min\.css"/,
    );
    expect(article('index.html')).toContain(
      'href="https://example.com/tree/main/src/a.ts"',
    );
    expect(JSON.parse(made('techdocs_metadata.json'))).toMatchObject({
      site_name: 'Claims handbook',
      etag: 'v1',
      files: expect.arrayContaining(['index.html']),
    });
    expect(JSON.parse(made('search/search_index.json')).docs).toEqual([
      { location: '', title: 'Claims', text: 'Claims All of it & code.' },
    ]);
  });

  it('orders the navigation by what the index links, or as mkdocs.yml says', async () => {
    const docs = {
      'docs/README.md': '# Start\n\n[Second](b/two.md) [First](a.md)\n',
      'docs/a.md': '# A',
      'docs/b/one.md': '# One',
      'docs/b/two.md': '# Two',
      'docs/c.md': '# C',
    };
    const labels = () =>
      [
        ...made('index.html').matchAll(
          /<(?:a class="md-nav__link|summary)[^>]*>([^<]*)/g,
        ),
      ].map(([, label]) => label);
    await generate(docs);
    expect(labels()).toEqual(['Start', 'B', 'Two', 'One', 'A', 'C']);
    await generate({
      ...docs,
      'mkdocs.yml':
        'nav:\n  - README.md\n  - Parts:\n      - Uno: b/one.md\n      - gone.md\n  - Web: https://example.com\n  - Bad: "javascript:alert(1)"\n',
    });
    expect(labels()).toEqual(['Start', 'Parts', 'Uno', 'Web']);
  });

  it('lists what there is where nobody wrote an index', async () => {
    await generate({ 'docs/run-it.md': 'Run.' });
    expect(article('index.html')).toContain('<a href="run-it/">Run it</a>');
  });

  it('keeps nothing of a document that would run, style, ask or lead elsewhere', async () => {
    await generate({
      'docs/index.md': [
        '# <img src=x onerror=alert(1)>',
        '<script>alert(1)</script><style>*{display:none}</style>',
        '<iframe src="https://example.com"></iframe><form action="/x"><input name="y"></form>',
        '<a href="javascript:alert(1)">a</a> [b](javascript:alert(1)) [c](//example.com) [d](/settings)',
        '<a href="data:text/html,x">e</a> <p style="position:fixed" class="md-header" onclick="alert(1)" id="__drawer">f</p>',
        '![g](data:image/svg+xml,x) ![h](/api/auth) <svg><a href="javascript:alert(1)">i</a></svg>',
      ].join('\n\n'),
      'docs/index.html': '<script>alert(1)</script>',
      'docs/assets/stylesheets/main.00000000.min.css': '* {}',
    });
    const page = article('index.html');
    // What is left of it are words: no tag but these, and no attribute.
    expect(new Set(page.split('</article>')[0].match(/<[a-z][^>]*>/g))).toEqual(
      new Set(['<h1>', '<span>', '<p>']),
    );
    expect(made('index.html')).not.toContain('alert(1)</script>');
    expect(
      existsSync(
        path.join(output.path, 'assets/stylesheets/main.00000000.min.css'),
      ),
    ).toBe(false);
  });

  it('reads nothing outside the folder of the entity', async () => {
    const secret = createMockDirectory({
      content: { 'secret.md': '# Secret', 'mkdocs.yml': 'site_name: Secret' },
    });
    output.clear();
    input.setContent({ 'docs/index.md': '# Claims' });
    symlinkSync(
      secret.resolve('secret.md'),
      path.join(input.path, 'docs/secret.md'),
    );
    await expect(run()).rejects.toThrow(
      'docs/secret.md leads out of the folder of the entity',
    );
    input.setContent({ 'docs/index.md': '# Claims' });
    symlinkSync(
      secret.resolve('mkdocs.yml'),
      path.join(input.path, 'mkdocs.yml'),
    );
    await run();
    expect(made('index.html')).not.toContain('Secret');
    await expect(
      generate({ 'mkdocs.yml': `docs_dir: ${secret.path}` }),
    ).rejects.toThrow('is outside the folder of the entity');
    await expect(generate({ 'docs/a.txt': '' })).rejects.toThrow(
      'There is no document: write one as docs/index.md',
    );
  });
});

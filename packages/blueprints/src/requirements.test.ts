import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../../..');

/** How many requirements each reference system has. */
const SYSTEMS = { PHS: 16, FND: 22, PMO: 12, GOV: 11, SAAS: 15 };

interface Row {
  id: string;
  met: string;
  proof: string;
}

const rows: Row[] = readFileSync(
  path.join(ROOT, 'docs/requirements.md'),
  'utf8',
)
  .split('\n')
  .filter(line => /^\| [A-Z]+-\d+ /.test(line))
  .map(line => {
    const [id, met, proof] = line
      .slice(1, -1)
      .split(' | ')
      .map(cell => cell.trim());
    return { id, met, proof };
  });

const JOURNEYS = path.join(ROOT, 'packages/app/e2e');

const escape = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Test files and journeys by name; several packages may have one of the same name. */
const testFiles = new Map<string, string[]>(
  readdirSync(JOURNEYS).map(name => [name, [path.join(JOURNEYS, name)]]),
);
for (const folder of ['packages', 'plugins']) {
  const inside = path.join(ROOT, folder);
  for (const each of readdirSync(inside)) {
    const source = path.join(inside, each, 'src');
    for (const file of readdirSync(source, { recursive: true })) {
      const name = path.basename(String(file));
      if (!/\.test\.tsx?$/.test(name)) {
        continue;
      }
      const found = testFiles.get(name) ?? [];
      testFiles.set(name, [...found, path.join(source, String(file))]);
    }
  }
}

/** The titles of tests and of their groups in files, also of those that a table repeats. */
function titlesOf(file: string): string[] {
  const calls =
    /(?<!\.(?:skip|todo))(?:\b(?:it|test|describe)|\))\(\s*(?:'((?:[^'\\\n]|\\.)+)'|"([^"\n]+)"|`([^`]+)`)/g;
  return [...readFileSync(file, 'utf8').matchAll(calls)].map(
    ([, single, double, template]) =>
      (single ?? double ?? template)
        .replace(/\\'/g, "'")
        // Many end in the requirements that they prove.
        .replace(/ \([A-Z]+-\d[^)]*\)$/, ''),
  );
}

/** The test files that a cell cites, each with the titles that follow it. */
function citationsOf(proof: string) {
  const citations: Array<{ file: string; titles: string[] }> = [];
  for (const [, file, title] of proof.matchAll(/`([^`]+)`|"([^"]+)"/g)) {
    if (file) {
      citations.push({ file, titles: [] });
    } else {
      citations.at(-1)?.titles.push(title);
    }
  }
  return citations;
}

/** Names of what the product has: files, and whole words of its sources, tests aside. */
function sourceText(): { has(name: string): boolean } {
  const files = ['packages', 'plugins'].flatMap(folder =>
    readdirSync(path.join(ROOT, folder)).flatMap(each =>
      below(path.join(ROOT, folder, each, 'src')),
    ),
  );
  files.push(...below(path.join(ROOT, 'templates')));
  const text = files
    .filter(
      file => /\.(tsx?|ya?ml|json)$/.test(file) && !/\.test\.tsx?$/.test(file),
    )
    .map(file => readFileSync(file, 'utf8'))
    .join('\n');
  const paths = [...files, ...below(path.join(ROOT, 'docs'))];
  return {
    has: name =>
      paths.some(
        file => file.endsWith(`/${name}`) || file.includes(`/${name}/`),
      ) || new RegExp(`(?<![\\w-])${escape(name)}(?![\\w-])`).test(text),
  };
}

function below(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => path.join(entry.parentPath, entry.name))
    .filter(file => !file.includes('/node_modules/'));
}

/** Whether a citation means a title: `…` stands for any text in the one, a placeholder for any text in the other. */
function means(cited: string, title: string): boolean {
  const pieces = cited.split('…').map(piece => escape(piece.trim()));
  if (new RegExp(`^${pieces.join('.*')}$`).test(title)) {
    return true;
  }
  const placeholders = /%[a-z]|\$\{[^}]*\}|\$[a-z.]+/gi;
  if (!placeholders.test(title)) {
    return false;
  }
  const pattern = title.split(placeholders).map(escape).join('.+');
  return new RegExp(`^${pattern}$`).test(cited);
}

describe('docs/requirements.md', () => {
  it('has a row for each requirement, and none twice', () => {
    const expected = Object.entries(SYSTEMS).flatMap(([system, count]) =>
      Array.from({ length: count }, (_, index) => `${system}-${index + 1}`),
    );
    expect(rows.map(({ id }) => id).sort()).toEqual(expected.sort());
  });

  it('says of each what meets it and what proves it, or that nothing does yet', () => {
    const silent = rows.filter(
      ({ met, proof }) =>
        !met || (!/`[^`]+\.test\.tsx?`/.test(proof) && !/not yet/.test(met)),
    );
    expect(silent.map(({ id }) => id)).toEqual([]);
  });

  it('names tests that are there and that run, each with what it proves: all titles after a file are of one file of that name', () => {
    const missing = rows.flatMap(({ id, proof }) =>
      citationsOf(proof)
        .filter(
          ({ file, titles }) =>
            titles.length === 0 ||
            !(testFiles.get(file) ?? []).some(each =>
              titles.every(title =>
                titlesOf(each).some(found => means(title, found)),
              ),
            ),
        )
        .map(({ file, titles }) => `${id}: ${file} ${titles.join(', ')}`),
    );
    expect(missing).toEqual([]);
  });

  it('names code that is there', () => {
    const sources = sourceText();
    const missing = rows.flatMap(({ id, met }) =>
      [...met.matchAll(/`([^`]+)`/g)]
        .map(([, name]) => name)
        .filter(name => !sources.has(name))
        .map(name => `${id}: ${name}`),
    );
    expect(missing).toEqual([]);
  });
});

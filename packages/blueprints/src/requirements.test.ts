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

/** Test files by name; several packages may have one of the same name. */
const testFiles = new Map<string, string[]>();
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
function titlesOf(files: readonly string[]): string[] {
  const calls =
    /(?:\b(?:it|test|describe)|\))\(\s*(?:'((?:[^'\\\n]|\\.)+)'|"([^"\n]+)"|`([^`]+)`)/g;
  return files.flatMap(file =>
    [...readFileSync(file, 'utf8').matchAll(calls)].map(
      ([, single, double, template]) =>
        (single ?? double ?? template)
          .replace(/\\'/g, "'")
          // Many end in the requirements that they prove.
          .replace(/ \([A-Z]+-\d[^)]*\)$/, ''),
    ),
  );
}

const escape = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

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

  it('names tests that are there', () => {
    const missing = rows.flatMap(({ id, proof }) => {
      let files: string[] | undefined;
      return [...proof.matchAll(/`([^`]+)`|"([^"]+)"/g)].flatMap(
        ([, file, title]) => {
          if (file) {
            files = testFiles.get(file);
            return files ? [] : [`${id}: ${file}`];
          }
          const found = titlesOf(files ?? []).some(each => means(title, each));
          return found ? [] : [`${id}: "${title}"`];
        },
      );
    });
    expect(missing).toEqual([]);
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { compilerFindings, runExample } from '../testing/readmeExample';

const SECTIONS = [
  '## What it creates',
  '## What it costs to leave idle',
  '## How to extend it',
  'Parameters:',
];

const folders = readdirSync(__dirname, { withFileTypes: true })
  .filter(entry => entry.isDirectory())
  .map(({ name }) => path.join(__dirname, name));

describe('each folder of constructs', () => {
  it('has tests, and a README that tells what it creates, costs and how it is extended', () => {
    for (const folder of folders) {
      const files = readdirSync(folder);
      expect(files).toContain('README.md');
      expect(files.join()).toContain('.test.ts');
      const readme = readFileSync(path.join(folder, 'README.md'), 'utf8');
      const missing = SECTIONS.filter(section => !readme.includes(section));
      expect({ folder, missing }).toEqual({ folder, missing: [] });
    }
  });

  it('has an example that compiles', () => {
    expect(compilerFindings(folders)).toEqual([]);
  });

  it.each(folders.map(folder => [path.basename(folder), folder]))(
    'has an example that makes something: %s',
    (_, folder) => {
      expect(runExample(folder)).toBeGreaterThan(0);
    },
  );
});

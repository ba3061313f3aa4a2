import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { carryPackages } from './carryPackages';

describe('carryPackages', () => {
  let folder: string;
  beforeAll(() => {
    const parent = path.resolve(__dirname, '../../../.data');
    mkdirSync(parent, { recursive: true });
    folder = mkdtempSync(path.join(parent, 'carry-test-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('lets a job below the folder run plinth and load the blueprints with nothing that compiles', async () => {
    const stale = path.join(folder, 'node_modules/@plinth/delivery/src/cli.js');
    mkdirSync(path.dirname(stale), { recursive: true });
    writeFileSync(stale, 'throw new Error("of an earlier start")');
    await carryPackages(folder);
    const node = (...args: string[]) =>
      execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });

    expect(node('node_modules/.bin/plinth', '--help')).toMatch(
      /^Usage: plinth/,
    );
    const loaded = node(
      '-p',
      `require('@plinth/delivery'); require('@plinth/blueprints/schema');
       Object.keys(require.cache).filter(file => /plinth|tsx/.test(file)).join()`,
    );
    expect(loaded).toContain(`${folder}/node_modules/@plinth/delivery/src/`);
    expect(loaded).not.toMatch(/\.ts\b|tsx/);
  });
});

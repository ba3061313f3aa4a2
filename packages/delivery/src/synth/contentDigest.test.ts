import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { contentDigest } from './contentDigest';

describe('contentDigest', () => {
  const made: string[] = [];
  afterEach(() => {
    made.splice(0).forEach(each => rmSync(each, { recursive: true }));
  });

  function folder(
    files: Record<string, string>,
    change?: (root: string) => void,
  ): string {
    const root = mkdtempSync(path.join(tmpdir(), 'plinth-digest-'));
    made.push(root);
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
      writeFileSync(path.join(root, name), text);
    }
    change?.(root);
    return contentDigest(root);
  }

  const FILES = { 'index.mjs': 'export {}', 'lib/a.mjs': '1' };
  const same = folder(FILES);

  it('is the same for the same content, wherever and whenever it was written', () => {
    expect(folder({ 'lib/a.mjs': '1', 'index.mjs': 'export {}' })).toBe(same);
    expect(
      folder(FILES, root => utimesSync(path.join(root, 'index.mjs'), 1, 1)),
    ).toBe(same);
    expect(same).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each<[string, () => string]>([
    ['another text', () => folder({ ...FILES, 'lib/a.mjs': '2' })],
    [
      'another name',
      () => folder({ 'index.mjs': 'export {}', 'lib/b.mjs': '1' }),
    ],
    ['one more file', () => folder({ ...FILES, 'lib/b.mjs': '' })],
    [
      'one more folder',
      () => folder(FILES, root => mkdirSync(path.join(root, 'empty'))),
    ],
    [
      'a file that can be executed',
      () =>
        folder(FILES, root => chmodSync(path.join(root, 'index.mjs'), 0o755)),
    ],
    [
      'a link in place of a file',
      () =>
        folder({ 'index.mjs': 'export {}', 'lib/b.mjs': '1' }, root =>
          symlinkSync('b.mjs', path.join(root, 'lib/a.mjs')),
        ),
    ],
    [
      'the same bytes, cut elsewhere',
      () => folder({ 'index.mjs': 'export {}1', 'lib/a.mjs': '' }),
    ],
  ])('differs for %s', (_, make) => {
    expect(make()).not.toBe(same);
  });

  it('reads a single file too', () => {
    const root = mkdtempSync(path.join(tmpdir(), 'plinth-digest-'));
    made.push(root);
    const file = path.join(root, 'a.zip');
    writeFileSync(file, 'a');
    const before = contentDigest(file);
    writeFileSync(file, 'b');
    expect(contentDigest(file)).not.toBe(before);
  });
});

import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, unzipSync, zipSync } from 'fflate';
import { pack, unpack } from './archive';
import { artifactFiles } from './artifactFiles';

describe('Archives of artifacts', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'plinth-archive-'));
    mkdirSync(join(folder, 'out', 'deep'), { recursive: true });
    mkdirSync(join(folder, 'out', 'empty'));
    mkdirSync(join(folder, 'other'));
    writeFileSync(join(folder, 'out', 'one.txt'), '1');
    writeFileSync(join(folder, 'out', '.hidden'), 'h');
    writeFileSync(join(folder, 'out', 'deep', 'two.txt'), '2');
    writeFileSync(join(folder, 'other', 'three.txt'), '3');
    symlinkSync('.', join(folder, 'out', 'deep', 'loop'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const names = async (paths: string[], hidden = false) => {
    const found = await artifactFiles(
      paths.map(path => join(folder, path)),
      { hidden },
    );
    return Object.keys(unzipSync(await pack(found, 6))).sort();
  };

  it.each([
    ['of one folder, from it on', ['out'], ['deep/two.txt', 'one.txt']],
    ['of one file, by its own name', ['out/one.txt'], ['one.txt']],
    [
      'of several, from the folder that holds them all',
      ['out/deep', 'other/three.txt', 'missing'],
      ['other/three.txt', 'out/deep/two.txt'],
    ],
    ['of nothing that is there', ['missing'], []],
    ['of what is hidden, nothing', ['out/.hidden'], []],
  ])('hold the files %s', async (_, paths, expected) => {
    expect(await names(paths)).toEqual(expected);
  });

  it('hold what is hidden where that is asked for', async () => {
    expect(await names(['out'], true)).toContain('.hidden');
  });

  it('are unpacked as they were packed', async () => {
    const found = await artifactFiles([join(folder, 'out')], { hidden: false });
    const target = join(folder, 'target');
    await unpack(await pack(found, 0), target);
    expect(readFileSync(join(target, 'deep', 'two.txt'), 'utf8')).toBe('2');
  });

  it.each(['../evil', 'deep/../../evil', '/tmp/evil', '..\\evil'])(
    'are not unpacked with a file %s, nor is anything before it',
    async name => {
      const zip = Buffer.from(
        zipSync({ 'good.txt': strToU8('g'), [name]: strToU8('e') }),
      );
      const target = join(folder, 'target');
      await expect(unpack(zip, target)).rejects.toThrow('outside its folder');
      expect(await names(['target'])).toEqual([]);
    },
  );

  it('are unpacked with a file whose name only begins with two dots', async () => {
    const zip = Buffer.from(zipSync({ '..x': strToU8('x') }));
    expect(await unpack(zip, join(folder, 'target'))).toEqual(['..x']);
    expect(readFileSync(join(folder, 'target', '..x'), 'utf8')).toBe('x');
  });

  it('are not unpacked when they claim to be larger than is kept', async () => {
    const zip = Buffer.from(
      zipSync({ bomb: new Uint8Array(10) }, { level: 0 }),
    );
    const directory = zip.indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
    zip.writeUInt32LE(0xfffffff0, directory + 24);
    await expect(unpack(zip, join(folder, 'target'))).rejects.toThrow(
      'bytes together',
    );
  });
});

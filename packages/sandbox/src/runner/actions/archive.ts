import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { unzipSync, zipSync, type Zippable } from 'fflate';
import type { ArtifactFiles } from './artifactFiles';
import { isWithin } from './isWithin';

/** Most bytes of all files of an archive together. */
const LARGEST = 2 * 1024 * 1024 * 1024;

type Level = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;

/** Packs files. Only their content is kept: no modes, no owners, no empty folders. */
export async function pack(
  { root, files }: ArtifactFiles,
  level: number,
): Promise<Buffer> {
  const entries: Zippable = {};
  let size = 0;
  for (const file of files) {
    size = counted(size + (await stat(file)).size);
    const name = relative(root, file).split(sep).join('/');
    entries[name] = await readFile(file);
  }
  return Buffer.from(zipSync(entries, { level: levelOf(level) }));
}

/**
 * Unpacks an archive into a folder, and answers the names of its files. Whoever made it may have meant harm: a name
 * that leads out of the folder is refused before anything is written.
 */
export async function unpack(zip: Buffer, folder: string): Promise<string[]> {
  let size = 0;
  const entries = Object.entries(
    unzipSync(zip, {
      filter: ({ name, originalSize }) => {
        size = counted(size + originalSize);
        return !name.endsWith('/');
      },
    }),
  );
  for (const [name] of entries) {
    const isInside = isWithin(folder, join(folder, name));
    if (name.includes('\\') || !isInside || isAbsolute(name)) {
      throw new Error(`The archive has a file outside its folder: ${name}`);
    }
  }
  for (const [name, content] of entries) {
    const file = join(folder, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  return entries.map(([name]) => name);
}

function counted(size: number): number {
  if (size > LARGEST) {
    throw new Error(
      `The files of the artifact have more than ${LARGEST} bytes together`,
    );
  }
  return size;
}

function levelOf(level: number): Level {
  const levels: Level[] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
  const found = levels.find(each => each === level);
  if (found === undefined) {
    throw new Error(`compression-level must be from 0 to 9, not ${level}`);
  }
  return found;
}

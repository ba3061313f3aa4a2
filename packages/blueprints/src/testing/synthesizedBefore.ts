import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import cdk from 'aws-cdk-lib/package.json';
import type { Unit } from '../schema';
import { synthesizeUnit, type SynthesizedStack } from '../synthesizeUnit';

const PACKAGE = path.dirname(require.resolve('../../package.json'));
const SOURCES = path.join(PACKAGE, 'src');
const KEPT = path.resolve(PACKAGE, '../../.data/synthesized');

const sha256 = (...parts: (string | Buffer)[]) =>
  parts
    .reduce((hash, part) => hash.update(part), createHash('sha256'))
    .digest('hex');

let folder: string | undefined;

/** Where what these sources make is kept. What others made is gone. */
function folderOfSources(): string {
  if (!folder) {
    const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
      .filter(file => /\.(ts|json)$/.test(file))
      .filter(file => !/\.test\.ts$|^testing|^__testUtils__|goldens/.test(file))
      .sort();
    const digest = sha256(
      cdk.version,
      ...files.flatMap(file => [file, readFileSync(path.join(SOURCES, file))]),
    );
    folder = path.join(KEPT, digest);
    mkdirSync(folder, { recursive: true });
    for (const other of readdirSync(KEPT).filter(each => each !== digest)) {
      rmSync(path.join(KEPT, other), { recursive: true, force: true });
    }
  }
  return folder;
}

/** What a unit makes, as another process may have synthesized it from the same sources. */
export function synthesizedBefore(unit: Unit): SynthesizedStack[] {
  const file = path.join(
    folderOfSources(),
    `${sha256(JSON.stringify(unit))}.json`,
  );
  if (!existsSync(file)) {
    const own = `${file}.${process.pid}`;
    writeFileSync(own, JSON.stringify(synthesizeUnit(unit)));
    renameSync(own, file);
  }
  return JSON.parse(readFileSync(file, 'utf8'));
}

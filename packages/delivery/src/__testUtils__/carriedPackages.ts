import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { carryPackages } from '@plinth/sandbox/testing';
import { contentDigest } from '../synth/contentDigest';

/**
 * A folder below which jobs find our packages compiled. It is named after what it holds, so that every test of the same sources gets
 * the same, and Node finds there again what an earlier process has compiled.
 */
export async function carriedPackages(): Promise<string> {
  const parent = path.resolve(__dirname, '../../../../.data/carried');
  mkdirSync(parent, { recursive: true });
  const made = mkdtempSync(path.join(parent, 'new-'));
  await carryPackages(made);
  const folder = path.join(parent, contentDigest(made).slice(0, 16));
  try {
    renameSync(made, folder);
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST'].includes((error as { code: string }).code)) {
      throw error;
    }
    rmSync(made, { recursive: true });
  }
  return folder;
}

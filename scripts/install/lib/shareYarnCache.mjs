import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
} from 'node:fs';
import path from 'node:path';
import { quietly } from '../../lib/packages.mjs';
import { yarn } from '../../lib/toolchain.mjs';

/**
 * Brings what Yarn fetched for the checkout into the cache of another home, so that an installation there fetches what is left.
 * Nothing comes back from there.
 *
 * @param home - the folder that its Yarn takes for a home
 */
export async function shareYarnCache(home) {
  const { output } = await yarn(['config', 'get', 'cacheFolder'], quietly);
  const from = output.trim();
  const to = path.join(home, '.yarn/berry/cache');
  mkdirSync(to, { recursive: true });
  if (!existsSync(from)) {
    return;
  }
  const there = new Set(readdirSync(to));
  for (const name of readdirSync(from)) {
    if (name.endsWith('.zip') && !there.has(name)) {
      bring(path.join(from, name), path.join(to, name));
    }
  }
}

/** As a second name of the same file, or a copy where folders are on different disks. */
function bring(from, to) {
  try {
    linkSync(from, to);
  } catch (error) {
    if (error.code !== 'EXDEV') {
      throw error;
    }
    copyFileSync(from, to);
  }
}

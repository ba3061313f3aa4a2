import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../../../../scripts/lib/toolchain.mjs';

const require = createRequire(path.join(root, 'package.json'));
const load = name => import(pathToFileURL(require.resolve(name)).href);

/** Starts the headless Chromium that the npm registry brings. */
export async function launchBrowser() {
  const { default: chromium } = await load('@sparticuz/chromium');
  const { chromium: playwright } = await load('playwright-core');
  return playwright.launch({
    executablePath: await chromium.executablePath(),
    args: [...chromium.args, '--no-sandbox', '--disable-background-networking'],
    headless: true,
  });
}

import { createRequire } from 'node:module';
import path from 'node:path';
import { root } from '../../../../scripts/lib/toolchain.mjs';

const require = createRequire(path.join(root, 'package.json'));

/** Starts the headless Chromium that the npm registry brings. */
export async function launchBrowser() {
  const { default: chromium } = require('@sparticuz/chromium');
  const { chromium: playwright } = require('playwright-core');
  return playwright.launch({
    executablePath: await chromium.executablePath(),
    args: [...chromium.args, '--no-sandbox', '--disable-background-networking'],
    headless: true,
  });
}

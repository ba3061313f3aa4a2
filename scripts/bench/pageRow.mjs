import { launchBrowser } from '../../packages/app/e2e/lib/browser.mjs';
import { DemoPortal } from '../../packages/app/e2e/lib/DemoPortal.mjs';
import { enterAsGuest } from '../../packages/app/e2e/lib/signIn.mjs';
import { ensureFrontEnd } from '../lib/setup.mjs';
import { compare, timed } from './compare.mjs';

const FLEET = 2_000;
const WAIT = { timeout: 120_000 };

/** From the address to a list that can be used, in a browser that has been there before. */
const load = (page, url, first) =>
  timed(async () => {
    await page.goto(url);
    await first(page).waitFor(WAIT);
  });

/** The Environments page of 2,000 units, against Backstage's catalog page with the same entities in the same portal. */
export async function firstPage(id) {
  await ensureFrontEnd();
  const portal = await DemoPortal.start({ fleet: FLEET });
  let browser;
  try {
    browser = await launchBrowser();
    const page = await browser.newPage({
      viewport: { width: 1440, height: 900 },
    });
    await page.goto(portal.url, WAIT);
    await enterAsGuest(page);
    const row = of => of.getByRole('row').nth(1).getByRole('link').first();
    return await compare(id, {
      n: 20,
      ours: () => load(page, `${portal.url}/environments`, row),
      theirs: () => load(page, `${portal.url}/catalog?filters[user]=all`, row),
    });
  } finally {
    await browser?.close();
    await portal.stop();
  }
}

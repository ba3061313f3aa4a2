import { launchBrowser } from './browser.mjs';

/** More stops than any screen of the portal has before what is looked for. */
const MOST_STOPS = 60;

/** Presses Tab until something has the focus; throws if the way there has no end. */
export async function tabTo(page, locator) {
  const reached = locator.and(page.locator(':focus'));
  await locator.waitFor();
  for (let stop = 0; stop < MOST_STOPS; stop++) {
    await page.keyboard.press('Tab');
    if ((await reached.count()) > 0) {
      return;
    }
  }
  throw new Error(`The Tab key does not reach ${locator}.`);
}

/** Signs somebody in through the demo's identity provider, in a browser of their own, by keys alone. */
export async function signInByKeyboard(url, login) {
  const browser = await launchBrowser();
  const page = await browser.newPage({
    viewport: { width: 1360, height: 900 },
  });
  page.setDefaultTimeout(30_000);
  await page.goto(url);
  const opened = page.waitForEvent('popup');
  await tabTo(page, page.getByRole('button', { name: 'Sign in with Acme' }));
  await page.keyboard.press('Enter');
  const provider = await opened;
  await tabTo(provider, provider.locator(`button[value="${login}"]`));
  await provider.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Home' }).waitFor();
  return { browser, page };
}

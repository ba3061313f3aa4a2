import { launchBrowser } from './browser.mjs';

/** Enters as the guest, which needs no account. */
export async function enterAsGuest(page) {
  await page.getByRole('button', { name: 'Look around as guest' }).click();
  await page.getByRole('heading', { name: 'Home' }).waitFor();
}

/**
 * Signs somebody in through the demo's identity provider, by two clicks, in a browser of their own.
 *
 * @param options - of the page, as Playwright has them
 */
export async function signIn(url, login, options = {}) {
  const browser = await launchBrowser();
  const page = await browser.newPage({
    viewport: { width: 1360, height: 900 },
    ...options,
  });
  page.setDefaultTimeout(30_000);
  await page.goto(url);
  const opened = page.waitForEvent('popup');
  await page.getByRole('button', { name: 'Sign in with Acme' }).click();
  const provider = await opened;
  await provider.locator(`button[value="${login}"]`).click();
  await page.getByRole('heading', { name: 'Home' }).waitFor();
  return { browser, page };
}

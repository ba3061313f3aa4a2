import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { signInByKeyboard, tabTo } from './lib/keyboard.mjs';

const LONG = { timeout: 180_000 };

/** Chooses an option of a select, by its first letters. */
async function choose(page, label, letters) {
  const focused = page.locator(':focus');
  // The list, once what may be chosen is read.
  const select = page.getByRole('button', { name: label });
  await tabTo(page, select);
  await page.keyboard.press('ArrowDown');
  await page.getByRole('option').and(focused).waitFor();
  await page.keyboard.type(letters);
  await page.getByRole('option', { name: letters }).and(focused).waitFor();
  await page.keyboard.press('Enter');
  await select.filter({ hasText: letters }).and(focused).waitFor();
}

/** Goes on to the next step, whose name it has, and which has the focus then. */
async function goOn(page, button, step) {
  await tabTo(page, page.getByRole('button', { name: button, exact: true }));
  await page.keyboard.press('Enter');
  const group = page.getByRole('group', { name: step, exact: true });
  await group.and(page.locator(':focus')).waitFor();
}

/** What somebody does who has no mouse, or does not see it. */
export function keyboardJourney(running) {
  let session;
  before(async () => {
    session = await signInByKeyboard(running.portal.url, 'developer');
  });
  after(() => session?.browser.close());

  it('leads past the navigation with the first stop of the Tab key', async () => {
    const { page } = session;
    await page.goto(running.portal.url);
    await page.getByRole('heading', { name: 'Mine' }).waitFor();
    await page.keyboard.press('Tab');
    const focused = page.locator(':focus');
    assert.equal(await focused.innerText(), 'Skip to the content');
    await page.keyboard.press('Enter');
    assert.equal(await focused.evaluate(element => element.tagName), 'MAIN');
    await page.keyboard.press('Tab');
    assert.equal(await focused.innerText(), 'New environment');
  });

  it('asks for an environment from the sign-in to the request, by keys alone', async () => {
    const { page } = session;
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Next' }).waitFor();

    await tabTo(page, page.getByLabel('Name'));
    await page.keyboard.type('keyboard-dev');
    await tabTo(page, page.getByLabel('Owner'));
    await page.keyboard.type('claims');
    await page
      .getByRole('option', { name: /claims/i })
      .first()
      .waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await goOn(page, 'Next', 'Where');

    await choose(page, 'Stage', 'dev');
    await choose(page, 'Account', 'dev');
    await choose(page, 'Region', 'us-east-1');
    await goOn(page, 'Next', 'What is in it');

    await tabTo(page, page.getByLabel('Monthly budget'));
    await page.keyboard.type('200');
    await goOn(page, 'Review', 'Review');

    await tabTo(page, page.getByRole('button', { name: 'Create' }));
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: /Pull request #\d+/ }).waitFor(LONG);
  });
}

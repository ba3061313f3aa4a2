import assert from 'node:assert/strict';
import { it } from 'node:test';
import { signIn } from './lib/signIn.mjs';

/** What somebody is offered on the page of environments. */
async function offersTo(url, login) {
  const { browser, page } = await signIn(url, login);
  try {
    await page.goto(`${url}/environments`);
    await page
      .getByRole('link', { name: 'claims-production' })
      .first()
      .waitFor();
    const menuOf = name =>
      page.getByRole('button', { name: `Requests for ${name}` });
    const request = page.getByRole('link', { name: 'New environment' });
    // What is offered comes when the permissions are known, and what is not never: each is looked for beside what comes.
    await page.waitForLoadState('networkidle');
    return {
      request: (await request.count()) > 0,
      dev: (await menuOf('claims-dev').count()) > 0,
      production: (await menuOf('claims-production').count()) > 0,
    };
  } finally {
    await browser.close();
  }
}

/** Roles as people meet them: each signed in through the provider. */
export function signInJourney(running) {
  it('offers each role what it may ask for, once its people are signed in by their provider', async () => {
    const { url } = running.portal;
    assert.deepEqual(await offersTo(url, 'developer'), {
      request: true,
      dev: true,
      production: false,
    });
    assert.deepEqual(await offersTo(url, 'admin'), {
      request: true,
      dev: true,
      production: true,
    });
    assert.deepEqual(await offersTo(url, 'auditor'), {
      request: false,
      dev: false,
      production: false,
    });
  });
}

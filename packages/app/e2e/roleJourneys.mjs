import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { it } from 'node:test';
import { beginRequest } from './lib/requestEnvironment.mjs';
import { signIn } from './lib/signIn.mjs';

/** What the form says of stages that it does not offer. */
const RESERVED = 'Reserved for others: production, shared. Ask a Super Admin';

/** Offers to who asks for their team, and to who asks for nothing. */
const BUT_PRODUCTION = { request: true, dev: true, production: false };
const NONE = { request: false, dev: false, production: false };

/** Holds what the page of environments, which is open, offers against what it should. */
async function assertOffers(page, expected) {
  await page.getByRole('link', { name: 'claims-production' }).first().waitFor();
  const menuOf = name =>
    page.getByRole('button', { name: `Requests for ${name}` });
  const offers = {
    request: page.getByRole('link', { name: 'New environment' }),
    dev: menuOf('claims-dev'),
    production: menuOf('claims-production'),
  };
  // What is offered comes when the permissions are known, and what is not never: it is looked for beside what comes.
  for (const [what, offer] of Object.entries(offers)) {
    if (expected[what]) {
      await offer.first().waitFor();
    }
  }
  await page.waitForLoadState('networkidle');
  for (const [what, offer] of Object.entries(offers)) {
    assert.equal((await offer.count()) > 0, expected[what], what);
  }
}

/** Holds the stages that the form offers, to who is on the page of environments, against what it should; it says whether others are reserved. */
async function assertStages(page, name, { stages, reserved }) {
  await beginRequest(page, { name });
  if (reserved) {
    await page.getByText(RESERVED).waitFor();
  }
  await page.getByLabel('Stage').first().click();
  const options = page.getByRole('option');
  await options.first().waitFor();
  assert.deepEqual((await options.allInnerTexts()).sort(), stages);
  await page.keyboard.press('Escape');
  assert.equal(await page.getByText(RESERVED).count(), reserved ? 1 : 0);
}

/** Holds whether the page of fleet upgrades, to which somebody goes, lets them begin one against whether it should. */
async function assertSteers(page, expected) {
  const upgrade = page.getByRole('link', { name: 'Upgrade a fleet' });
  await page.getByText('No fleet has been upgraded yet').waitFor();
  if (expected) {
    await upgrade.waitFor();
  }
  assert.equal((await upgrade.count()) > 0, expected);
}

/** The file that the page of environments gives away. */
async function csvOf(page) {
  const file = page.waitForEvent('download');
  await page.getByRole('button', { name: 'CSV' }).click();
  return readFile(await (await file).path(), 'utf8');
}

/** Roles as people meet them: each signed in through the provider, with a thing of their day and where it ends. */
export function roleJourneys(running) {
  /** A test by somebody on the page of environments. */
  const as = (login, does, follow) =>
    it(`${login} ${does}`, async () => {
      const { url } = running.portal;
      const { browser, page } = await signIn(url, login);
      try {
        await page.goto(`${url}/environments`);
        await follow(page, url);
      } finally {
        await browser.close();
      }
    });

  as(
    'developer',
    'asks for what the team may have, and is told what is for others',
    async page => {
      await assertOffers(page, BUT_PRODUCTION);
      await assertStages(page, 'role-dev', {
        stages: ['dev', 'preview', 'staging'],
        reserved: true,
      });
    },
  );

  as(
    'engineer',
    'asks for what is no production and follows upgrades of fleets, and is led nowhere that runs the portal',
    async (page, url) => {
      await assertOffers(page, BUT_PRODUCTION);
      await page.getByRole('link', { name: 'Fleet upgrades' }).click();
      await assertSteers(page, false);
      await page.goto(`${url}/environments/connections`);
      await page.getByRole('heading', { name: 'Environments' }).waitFor();
    },
  );

  as(
    'admin',
    'chooses every stage, upgrades fleets and sees what the portal reaches',
    async (page, url) => {
      await assertOffers(page, { request: true, dev: true, production: true });
      await assertStages(page, 'role-production', {
        stages: ['dev', 'preview', 'production', 'shared', 'staging'],
        reserved: false,
      });
      await page.goto(`${url}/environments/upgrades`);
      await assertSteers(page, true);
      await page.goto(`${url}/environments/connections`);
      await page.getByText('111122223333').first().waitFor();
    },
  );

  as(
    'auditor',
    'follows a deployment of production to its commit and takes a file along, and is offered no request',
    async (page, url) => {
      await assertOffers(page, NONE);
      assert.match(await csvOf(page), /"claims-production"/);
      await page.goto(
        `${url}/catalog/default/resource/claims-production/changes`,
      );
      const change = page.getByRole('article').first();
      await change
        .getByRole('link', { name: /^[0-9a-f]{40}/ })
        .first()
        .waitFor();
      await page.goto(`${url}/environments/upgrades`);
      await assertSteers(page, false);
    },
  );

  as(
    'finance',
    'reads sums of cost, takes them along and sees what would cost less, and is offered no request',
    async (page, url) => {
      await assertOffers(page, NONE);
      await page.getByRole('radio', { name: 'Groups' }).click();
      const total = page.getByRole('row', { name: /^Total .*\$\d/ });
      await total.waitFor();
      assert.match(await csvOf(page), /"claims-production"/);
      await page.goto(
        `${url}/catalog/default/resource/claims-production/costs`,
      );
      await page.getByRole('region', { name: 'Hints' }).waitFor();
    },
  );
}

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

/** What the page of environments, which is open, offers. */
async function offers(page) {
  await page.getByRole('link', { name: 'claims-production' }).first().waitFor();
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
}

/** The stages that the form offers to who is on the page of environments, and whether it says that others are reserved. */
async function stagesOffered(page, name) {
  await beginRequest(page, { name });
  await page.getByLabel('Stage').first().click();
  const options = page.getByRole('option');
  await options.first().waitFor();
  const stages = await options.allInnerTexts();
  await page.keyboard.press('Escape');
  return {
    stages: stages.sort(),
    reserved: await page.getByText(RESERVED).count(),
  };
}

/** Whether the page of fleet upgrades, to which somebody goes, lets them begin one. */
async function maySteer(page) {
  await page.getByText('No fleet has been upgraded yet').waitFor();
  return (
    (await page.getByRole('link', { name: 'Upgrade a fleet' }).count()) > 0
  );
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
      assert.deepEqual(await offers(page), BUT_PRODUCTION);
      assert.deepEqual(await stagesOffered(page, 'role-dev'), {
        stages: ['dev', 'preview', 'staging'],
        reserved: 1,
      });
    },
  );

  as(
    'engineer',
    'asks for what is no production and follows upgrades of fleets, and is led nowhere that runs the portal',
    async (page, url) => {
      assert.deepEqual(await offers(page), BUT_PRODUCTION);
      await page.getByRole('link', { name: 'Fleet upgrades' }).click();
      assert.equal(await maySteer(page), false);
      await page.goto(`${url}/environments/connections`);
      await page.getByRole('heading', { name: 'Environments' }).waitFor();
    },
  );

  as(
    'admin',
    'chooses every stage, upgrades fleets and sees what the portal reaches',
    async (page, url) => {
      assert.deepEqual(await offers(page), {
        request: true,
        dev: true,
        production: true,
      });
      assert.deepEqual(await stagesOffered(page, 'role-production'), {
        stages: ['dev', 'preview', 'production', 'shared', 'staging'],
        reserved: 0,
      });
      await page.goto(`${url}/environments/upgrades`);
      assert.equal(await maySteer(page), true);
      await page.goto(`${url}/environments/connections`);
      await page.getByText('111122223333').first().waitFor();
    },
  );

  as(
    'auditor',
    'follows a deployment of production to its commit and takes a file along, and is offered no request',
    async (page, url) => {
      assert.deepEqual(await offers(page), NONE);
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
      assert.equal(await maySteer(page), false);
    },
  );

  as(
    'finance',
    'reads sums of cost, takes them along and sees what would cost less, and is offered no request',
    async (page, url) => {
      assert.deepEqual(await offers(page), NONE);
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

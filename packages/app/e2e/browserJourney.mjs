import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, it } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { until } from '../../../scripts/lib/portal.mjs';
import { launchBrowser } from './lib/browser.mjs';
import { readBill } from './lib/readBill.mjs';
import { requestEnvironment } from './lib/requestEnvironment.mjs';
import { enterAsGuest } from './lib/signIn.mjs';

const LONG = { timeout: 180_000 };

const dollars = new Intl.NumberFormat('en-US', {
  style: 'currency',
  currency: 'USD',
});

/**
 * The Cost tab shows what the bill says of both months. The bill grows from second to second and the portal reads it now
 * and then, so that the two are compared until they meet.
 */
async function showsTheBill(page, portal, name) {
  const figure = label =>
    page.locator(`dt:has-text("${label}") + dd`).innerText();
  let shown;
  let billed;
  await until(
    async () => {
      await page.reload();
      shown = {
        monthToDate: await figure('Month to date'),
        previousMonth: await figure('Previous month'),
      };
      const bill = await readBill(portal.aws, `resource:default/${name}`);
      assert.ok(bill.monthToDate + bill.previousMonth > 1);
      billed = {
        monthToDate: dollars.format(bill.monthToDate),
        previousMonth:
          bill.previousMonth === 0 ? '–' : dollars.format(bill.previousMonth),
      };
      return isDeepStrictEqual(shown, billed);
    },
    { limit: 120_000, what: 'The bill on the Cost tab' },
  ).catch(error => {
    assert.deepEqual(shown, billed);
    throw error; // neither was read, or only one of them
  });
}

/** What a new user does, with a mouse and a keyboard. */
export function browserJourney(running) {
  let browser;
  let page;
  /** What the pages' Content Security Policy refused. */
  const refused = [];
  before(async () => {
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1360, height: 900 } });
    page.setDefaultTimeout(30_000);
    page.on('console', message => {
      if (/Content Security Policy/i.test(message.text())) {
        refused.push(message.text());
      }
    });
    await page.goto(running.portal.url);
    await enterAsGuest(page);
    await page.getByRole('link', { name: 'Environments' }).first().click();
    await page.getByRole('heading', { name: 'Environments' }).waitFor();
  });
  after(() => browser?.close());

  it('goes from the form to a healthy environment with cost and audit trail', async () => {
    const { portal } = running;
    const name = 'journey-dev';
    await page.getByRole('link', { name: 'claims-dev' }).first().waitFor();

    await requestEnvironment(page, { name });

    // The request, and its pull request.
    const link = page.getByRole('link', { name: /Pull request #\d+/ });
    await link.waitFor(LONG);
    const url = await link.getAttribute('href');
    const number = Number(url.split('/').pop());
    await page.getByRole('link', { name: 'Follow the request' }).click();
    const request = `${portal.url}/environments/requests/acme/infrastructure/${number}`;
    await page.waitForURL(request);
    // The portal reads a pull request a moment after it is opened; the page waits for it, and follows what comes of it.
    await page.getByText('In review', { exact: true }).waitFor(LONG);
    await page.getByRole('cell', { name: 'monthlyBudget' }).waitFor();
    await page
      .getByRole('status')
      .filter({ hasText: / live$/ })
      .waitFor();
    await page.goto(url);
    await page.getByRole('heading', { name: new RegExp(name) }).waitFor();
    const { body: pull } = await portal.pull(number);
    assert.equal(await portal.planCheck(pull.head.sha), 'success');
    await page.reload();
    const plan = page.locator('details', { hasText: 'AWS::RDS::DBInstance' });
    await plan.locator('summary').first().click();
    await page.getByText('AWS::RDS::DBInstance').first().waitFor();
    await page.getByLabel(/acting as/i).selectOption('admin');
    await page.getByRole('button', { name: /approve/i }).click();
    await page.getByRole('button', { name: /merge/i }).click();
    await page
      .getByText(/merged/i)
      .first()
      .waitFor();
    const { body: merged } = await portal.pull(number);
    assert.equal(merged.merged, true);

    // The request ends Healthy, on a page that nobody reloads.
    await page.goto(request);
    await page
      .getByRole('region', { name: 'Whose turn it is' })
      .getByText('Healthy', { exact: true })
      .waitFor(LONG);

    // The catalog.
    await portal.healthy(name);
    await page.goto(`${portal.url}/catalog/default/resource/${name}/health`);
    await page.getByText('Healthy').first().waitFor(LONG);
    await page.getByRole('link', { name: 'Cost', exact: true }).click();
    // Of a week, so that the bill holds more than cents on whatever day of the month.
    await portal.control('backdate-costs', {
      entity: `resource:default/${name}`,
      days: 7,
    });
    await showsTheBill(page, portal, name);
    await page.getByRole('link', { name: 'Audit trail' }).click();
    await page.getByText(merged.merge_commit_sha).first().waitFor(LONG);

    // Its deployment, and what that did with each resource.
    await page.getByRole('link', { name: 'Deployments', exact: true }).click();
    const deployment = page.getByRole('article', { name: new RegExp(name) });
    await deployment.getByText('Succeeded').first().waitFor(LONG);
    await deployment.getByRole('button', { name: /^Timeline of/ }).click();
    await deployment
      .getByRole('row', { name: /AWS::RDS::DBInstance.*Create done/ })
      .first()
      .waitFor(LONG);
    assert.deepEqual(refused, []);
  });

  it('groups the fleet with sums that add up, shows systems by stage, keeps a view and makes a file', async () => {
    const { portal } = running;
    await page.goto(`${portal.url}/environments`);
    await page.getByRole('radio', { name: 'Groups' }).click();
    await page.waitForURL(/[?&]view=groups/);
    const groups = page.getByRole('region', { name: 'Groups' });
    await groups.getByRole('row', { name: /^Total / }).waitFor();
    // Read at once: the table is current, and an account spends while it is looked at.
    const [total, ...sums] = await groups.evaluate(region => {
      const rows = [...region.querySelectorAll('tfoot tr, tbody tr:has(th)')];
      return rows
        .sort(
          (a, b) =>
            Number(a.closest('tbody') !== null) -
            Number(b.closest('tbody') !== null),
        )
        .map(row =>
          Math.round(
            Number(
              row.querySelectorAll('td')[2].innerText.replace(/[$,–]/g, ''),
            ) * 100,
          ),
        );
    });
    assert.ok(total > 0);
    assert.equal(
      sums.reduce((sum, each) => sum + each, 0),
      total,
    );
    await groups.getByRole('button', { name: 'staging' }).click();
    await groups.getByRole('link', { name: 'claims-staging' }).waitFor();

    await page.getByRole('button', { name: 'Saved views' }).click();
    await page
      .getByRole('textbox', { name: 'Keep what the page shows as' })
      .fill('Cost by stage');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('link', { name: 'Cost by stage' }).waitFor();
    await page.keyboard.press('Escape');

    await page.getByRole('radio', { name: 'Systems by stage' }).click();
    const claims = page.getByRole('row', { name: /^claims / });
    await claims.getByRole('link', { name: 'claims-production' }).waitFor();
    const file = page.waitForEvent('download');
    await page.getByRole('button', { name: 'CSV' }).click();
    const csv = await readFile(await (await file).path(), 'utf8');
    assert.match(csv, /"claims-production"/);

    // What is kept is the person's, not the browser's.
    await page.evaluate(() => localStorage.clear());
    await page.goto(portal.url);
    await enterAsGuest(page);
    await page.goto(`${portal.url}/environments`);
    await page.getByRole('button', { name: 'Saved views (1)' }).click();
    await page.getByRole('link', { name: 'Cost by stage' }).click();
    await page.waitForURL(/[?&]view=groups/);
    await groups.getByRole('row', { name: /^Total / }).waitFor();
  });

  it('says what is wrong in a form, on a page that may make no programs out of text', async () => {
    const { portal } = running;
    const wrong = {
      name: 'journey-wrong',
      owner: 'group:default/claims',
      system: 'no system',
      stage: 'nowhere',
      account: '12',
      region: 'us-east-1',
    };
    const next = page.getByRole('button', { name: 'Next' });
    const open = async values => {
      const answer = await page.goto(
        `${portal.url}/create/templates/default/new-environment?formData=${encodeURIComponent(JSON.stringify(values))}`,
      );
      // An owner is shown once the groups are read; until then the browser itself asks for one.
      await page.locator(`input[value="${values.owner}"]`).waitFor();
      return answer;
    };
    const answer = await open(wrong);
    const policy = answer.headers()['content-security-policy'];
    assert.match(policy, /script-src 'self';/);
    assert.doesNotMatch(policy, /unsafe-eval/);
    await next.click();
    await page.getByText(/^'System' must match pattern "\^system:/).waitFor();

    await open({ ...wrong, system: undefined });
    await next.click();
    await page.getByLabel('Region', { exact: false }).waitFor();
    await next.click();
    await page
      .getByText("'Stage' must be equal to one of the allowed values")
      .waitFor();
    await page
      .getByText(`'Account' must match pattern "^[0-9]{12}$"`)
      .waitFor();
    assert.deepEqual(refused, []);
  });
}

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { until } from '../../../../scripts/lib/portal.mjs';

const escaped = text => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** A label, with the mark of what is required or without it. */
const labelled = label =>
  new RegExp(`^${escaped(label)}\\s*(\\*|\\(Required\\))?$`);

/** What begins with a value, such as an option that goes on to explain itself. */
const begins = value => new RegExp(`^${escaped(value)}`);

/** Follows the steps of a tutorial in a browser, as the guest and as who reviews what they ask for. */
export class TutorialReader {
  #page;
  #portal;

  constructor({ page, portal }) {
    this.#page = page;
    this.#portal = portal;
  }

  /** Does what a step says; throws where the portal does not have what it names. */
  follow({ what, ...step }) {
    return this[what](step);
  }

  async open({ label }) {
    await this.#page
      .getByRole('link', { name: label, exact: true })
      .first()
      .click();
    await this.#page.getByRole('heading', { name: label }).first().waitFor();
  }

  async form({ label }) {
    await this.#page.goto(`${this.#portal.url}/create`);
    await this.#page
      .getByRole('heading', { name: label, exact: true })
      .locator('xpath=following::button[normalize-space()="Choose"][1]')
      .click();
  }

  async menu({ unit, label }) {
    const page = this.#page;
    await page.goto(
      `${this.#portal.url}/environments?q=${encodeURIComponent(unit)}`,
    );
    await page.getByRole('button', { name: `Requests for ${unit}` }).click();
    await page.getByRole('menuitem', { name: label, exact: true }).click();
    // The form names the unit once the catalog is read; until then the browser itself asks for one.
    await page.locator('form input:not([value=""])').first().waitFor();
  }

  async press({ label }) {
    await this.#page.getByRole('button', { name: label, exact: true }).click();
  }

  async fill({ label, value }) {
    await this.#page
      .getByLabel(labelled(label))
      // The buttons of a number carry its label, too.
      .and(this.#page.locator('input, textarea'))
      .fill(value);
  }

  async pick({ label, value }) {
    await this.#page.getByLabel(labelled(label)).first().fill(value);
    await this.#page
      .getByRole('option', { name: new RegExp(value, 'i') })
      .first()
      .click();
  }

  async choose({ label, value }) {
    await this.#page.getByLabel(labelled(label)).first().click();
    await this.#page
      .getByRole('option', { name: begins(value) })
      .first()
      .click();
  }

  async select({ label }) {
    await this.#page.getByRole('radio', { name: label }).check();
  }

  async tick({ label }) {
    await this.#page.getByRole('checkbox', { name: label }).check();
  }

  /** Looks once a second, as somebody does who waits for a word to change. */
  wait({ unit, value }) {
    return until(
      async () => {
        const { body } = await this.#portal.health(unit);
        return [body.status, body.sync].includes(value);
      },
      { limit: 180_000, what: `That ${unit} is ${value}` },
    );
  }

  async look({ label, unit }) {
    const page = this.#page;
    await page.goto(`${this.#portal.url}/catalog/default/resource/${unit}`);
    await page.getByRole('link', { name: label, exact: true }).first().click();
    await page.waitForLoadState('networkidle');
  }

  /** Waits for words on the page that is open. */
  async shows(words) {
    await this.#page.getByText(words).first().waitFor();
  }

  /** What the page that is open says, for who has to find out why it did not go on. */
  async seen() {
    const text = await this.#page.locator('body').innerText();
    return `${this.#page.url()} says:\n${text}`;
  }

  /** A picture is there for who reads the tutorial; with `PLINTH_PICTURES` it is taken anew. */
  async picture({ file }) {
    const page = this.#page;
    if (process.env.PLINTH_PICTURES) {
      await page.waitForLoadState('networkidle');
      for (const waiting of [
        page.getByRole('status', { name: /^Reading/ }),
        page.getByRole('progressbar'),
      ]) {
        await waiting.first().waitFor({ state: 'hidden' });
      }
      await page.screenshot({ path: file, animations: 'disabled' });
    }
    assert.ok(
      existsSync(file),
      `There is no ${file}: run with PLINTH_PICTURES=1`,
    );
  }

  ask({ url, body }) {
    return this.#portal.control(
      url.pathname.replace(/^\/_control\//, ''),
      body,
    );
  }

  /** As the reviewer does; ends when the pipeline has deployed the merge. */
  async merge() {
    const page = this.#page;
    const portal = this.#portal;
    const link = page.getByRole('link', { name: /Pull request #\d+/ });
    const failed = page.getByText(/Run of .* failed|Error:/);
    await link.or(failed).first().waitFor({ timeout: 180_000 });
    const url = await link.getAttribute('href');
    const number = Number(url.split('/').pop());
    const { body: pull } = await portal.pull(number);
    assert.equal(await portal.planCheck(pull.head.sha), 'success', url);
    const review = await page.context().newPage();
    await review.goto(url);
    await review.getByLabel(/acting as/i).selectOption('admin');
    for (const name of [/approve/i, /merge/i]) {
      await Promise.all([
        review.waitForResponse(
          response => response.request().method() === 'POST',
        ),
        review.getByRole('button', { name }).click(),
      ]);
    }
    await review.close();
    const { body: merged } = await portal.pull(number);
    assert.equal(merged.merged, true);
    const deployed = await portal.deployed(merged.merge_commit_sha);
    assert.equal(deployed.state, 'success', JSON.stringify(deployed));
    this.commit = merged.merge_commit_sha;
    this.number = number;
  }
}

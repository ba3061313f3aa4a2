import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { until } from '../../../scripts/lib/portal.mjs';
import { accessibilityFaults, layoutShift } from './lib/accessibility.mjs';
import { screens, visit } from './lib/screens.mjs';
import { signIn } from './lib/signIn.mjs';

/** Of a desk and of a telephone, in pixels. */
const WIDTHS = [1440, 390];

/** By how much of the screen what is shown may move while a page loads; 0.1 is what the web calls good. */
const MOST_SHIFT = 0.05;

/** What axe says of every screen, as who sees most of each. */
export function accessibilityJourney(running) {
  // A portal that has just started has read nothing yet of what is searched for.
  before(() =>
    until(
      async () => {
        const { body } = await running.portal.api(
          '/api/search/query?term=claims-dev&types[0]=environments',
        );
        return body.results?.length > 0;
      },
      { limit: 300_000, what: 'The first find of the search' },
    ),
  );
  for (const width of WIDTHS) {
    describe(`at ${width} px`, () => everyScreen(running, width));
  }
}

function everyScreen(running, width) {
  const session = {};
  before(async () => {
    Object.assign(
      session,
      await signIn(running.portal.url, 'admin', {
        viewport: { width, height: 900 },
      }),
    );
  });
  after(() => session.browser?.close());

  for (const screen of screens) {
    const isSteady = screen.steady && width >= (screen.steadyFrom ?? 0);
    const stays = isSteady ? ', and stays where it is' : '';
    it(`${screen.title} can be used by everybody, in light and dark${stays}`, async () => {
      const { page } = session;
      await visit(page, running.portal.url, screen);
      if (isSteady) {
        const shift = await layoutShift(page);
        assert.ok(shift < MOST_SHIFT, `It moved by ${shift}.`);
      }
      assert.ok(
        await page.evaluate(
          () => document.documentElement.scrollWidth <= window.innerWidth,
        ),
        `It is wider than ${width} px.`,
      );
      assert.deepEqual(await accessibilityFaults(page), []);
    });
  }
}

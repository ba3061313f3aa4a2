import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** Of these nothing may be left; axe's others are `moderate` and `minor`. */
const GRAVE = ['serious', 'critical'];

/** Rules whose answer depends on the theme. */
const OF_COLOUR = ['color-contrast', 'link-in-text-block'];

/** What pages of Backstage have and cannot be mended from here, each with the reason. */
const KNOWN = [
  {
    rule: 'aria-progressbar-name',
    selector: '[class*="MuiCircularProgress-root"]',
    reason: 'What turns while a page of Backstage loads has no name.',
  },
  {
    rule: 'scrollable-region-focusable',
    selector: '.md-typeset table',
    reason:
      'A wide table of a document on a narrow screen, in which there is nothing to press; Chromium stops at it all the same.',
  },
  {
    rule: 'label-content-name-mismatch',
    selector: 'a[href="/notifications"]',
    reason:
      "The sidebar's item of notifications has its count beside its name, and the name alone as its label.",
  },
  {
    rule: 'listitem',
    selector: '.MuiListItem-divider',
    reason: 'What the search has found stands in a box that is no list.',
  },
  ...['aria-command-name', 'nested-interactive'].map(rule => ({
    rule,
    selector: '[data-rbd-draggable-id]',
    reason:
      'A heading of the table of notifications, which can be dragged, need not have words, and has what sorts in it.',
  })),
  {
    rule: 'nested-interactive',
    selector: '.MuiTableSortLabel-root',
    reason:
      'A heading of the tables of catalog and documents, which Backstage draws with Material Table: it sorts, and can be dragged.',
  },
  ...['link-name', 'nested-interactive'].map(rule => ({
    rule,
    selector: '[id^="viewDetail-template"]',
    reason:
      "A button with a link in it, on each of the scaffolder's cards of templates; the card itself has a button with a name.",
  })),
];

/** Waits until colours are those that stay: nothing fades any more. */
const settled = page =>
  page.evaluate(() =>
    Promise.allSettled(
      document
        .getAnimations()
        // What follows the scroll bar, or turns as long as something loads, never ends.
        .filter(
          ({ timeline, effect }) =>
            timeline === document.timeline &&
            effect.getTiming().iterations !== Infinity,
        )
        .map(({ finished }) => finished),
    ).then(() => undefined),
  );

/** What axe finds on the page as it is shown now, each as `rule at selector: what is wrong`. */
async function faultsOf(page, rules) {
  await settled(page);
  return page.evaluate(
    async ({ only, skip, grave }) => {
      const { violations } = await window.axe.run(document, {
        resultTypes: ['violations'],
        // Style sheets need not be fetched again for what is looked for.
        preload: false,
        elementRef: true,
        ...(only && { runOnly: { type: 'rule', values: only } }),
      });
      return violations
        .filter(({ impact }) => grave.includes(impact))
        .flatMap(({ id, help, nodes }) =>
          nodes
            .filter(
              ({ element }) =>
                !skip.some(
                  ({ rule, selector }) =>
                    rule === id && element?.closest(selector),
                ),
            )
            .map(({ target, html, any }) => {
              const why = any[0]?.message ?? help;
              return `${id} at ${target.flat().join(' ')}: ${why} (${html.slice(0, 200)})`;
            }),
        );
    },
    { only: rules, skip: KNOWN, grave: GRAVE },
  );
}

/**
 * The grave faults of a page in light and in dark, between which it is not loaded again; nothing but colours differs in dark.
 *
 * @returns sentences, none if there is no fault
 */
export async function accessibilityFaults(page) {
  await page.evaluate(`${axe};undefined`);
  const light = await faultsOf(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.locator('[data-theme-mode="dark"]').first().waitFor();
  const dark = await faultsOf(page, OF_COLOUR);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.locator('[data-theme-mode="light"]').first().waitFor();
  return [
    ...light.map(fault => `in light, ${fault}`),
    ...dark.map(fault => `in dark, ${fault}`),
  ];
}

/** By how much of the screen what was shown has moved since the page was loaded, but for what the reader set in motion. */
export function layoutShift(page) {
  return page.evaluate(() => {
    const observer = new PerformanceObserver(() => {});
    observer.observe({ type: 'layout-shift', buffered: true });
    const shifts = observer.takeRecords();
    observer.disconnect();
    return shifts
      .filter(({ hadRecentInput }) => !hadRecentInput)
      .reduce((sum, { value }) => sum + value, 0);
  });
}

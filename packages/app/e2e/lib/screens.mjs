const UNIT = '/catalog/default/resource/claims-dev';
const DOCS = '/docs/default/component/plinth';

const heading = name => page =>
  page.getByRole('heading', { name, exact: true }).first();
const link = name => page => page.getByRole('link', { name }).first();
const row = name => page => page.getByRole('row', { name }).first();
const text = what => page => page.getByText(what).first();

/**
 * Every screen of the portal: its address, and what is there once it shows what it is for. Of `steady` ones people wait for nothing and
 * read at once, so that nothing may move on them, from a width on if they say so.
 */
export const screens = [
  { title: 'Home', path: '/', shows: heading('Mine'), steady: true },
  {
    title: 'Environments',
    path: '/environments',
    shows: link('claims-dev'),
    steady: true,
  },
  {
    title: 'Environments in groups',
    path: '/environments?view=groups',
    shows: row(/^Total /),
  },
  {
    title: 'Systems by stage',
    path: '/environments?view=matrix',
    shows: row(/^claims /),
  },
  {
    title: 'Overview',
    path: UNIT,
    shows: heading('Relations'),
    steady: true,
  },
  {
    title: 'Health',
    path: `${UNIT}/health`,
    shows: page => page.getByRole('region', { name: /^Stack / }).first(),
  },
  {
    title: 'Deployments',
    path: `${UNIT}/deployments`,
    shows: page => page.getByRole('article').first(),
  },
  { title: 'Cost', path: `${UNIT}/costs`, shows: text('Month to date') },
  {
    title: 'Audit trail',
    path: `${UNIT}/changes`,
    shows: page => page.getByRole('article').first(),
  },
  {
    title: 'Connections',
    path: '/environments/connections',
    shows: heading('Connections'),
  },
  {
    title: 'Fleet upgrades',
    path: '/environments/upgrades',
    shows: heading('Fleet upgrades'),
  },
  { title: 'Create', path: '/create', shows: text('New environment') },
  {
    title: 'A form',
    path: '/create/templates/default/new-environment',
    shows: page => page.getByRole('button', { name: 'Next' }),
  },
  { title: 'Tasks', path: '/create/tasks', shows: heading('Create') },
  {
    title: 'Catalog',
    path: '/catalog',
    shows: page => page.getByRole('row').nth(1),
  },
  {
    title: 'Team',
    path: '/catalog/default/group/claims',
    shows: text('Demo Developer'),
    steady: true,
    // Below each other, Backstage's cards grow as they are filled.
    steadyFrom: 1000,
  },
  {
    title: 'Search',
    path: '/search?query=claims',
    shows: link(/claims-dev/),
  },
  { title: 'Settings', path: '/settings', shows: text('Who you are') },
  {
    title: 'Notifications',
    path: '/notifications',
    shows: page => page.getByRole('row').nth(1),
  },
  {
    title: 'Docs',
    path: '/docs',
    shows: page => page.getByRole('cell', { name: /plinth/i }).first(),
  },
  {
    title: 'A document',
    path: `${DOCS}/design`,
    shows: heading('Design of the portal'),
  },
  {
    title: 'An address that is none',
    path: '/no/such/page',
    shows: heading('There is nothing here'),
  },
];

/**
 * Goes to a screen and waits until it shows what it is for. Steady ones are loaded; to others the portal leads as a link does, without
 * starting anew.
 */
export async function visit(page, url, { path, shows, steady }) {
  if (steady) {
    await page.goto(`${url}${path}`);
  } else {
    await page.evaluate(to => {
      window.history.pushState(null, '', to);
      window.dispatchEvent(new PopStateEvent('popstate', { state: null }));
    }, path);
  }
  await shows(page).waitFor();
  await page.waitForFunction(
    () =>
      !document.querySelector(
        '.bui-Skeleton, .MuiSkeleton-root, [role="progressbar"]',
      ),
  );
}

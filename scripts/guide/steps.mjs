import assert from 'node:assert/strict';
import { until } from '../lib/portal.mjs';
import { readGuide, spansOfCell } from './lib/readGuide.mjs';

/*
 * How each block of docs/how-to/connect-aws-and-github.md is followed, in its order; or why it is not. A block is known by how it
 * begins, and what is done is read out of it: names, addresses, code, rows.
 */

const production = readGuide('run-in-production.md');
/** The code of the first block of that section in the guide to production. */
const codeOf = section =>
  production.find(block => block.section === section && block.type === 'code')
    .code;
const isVariable = span => /^[A-Z][A-Z0-9]*_[A-Z0-9_]+$/.test(span);

/** The guide names it again where it says what becomes of it, or how else it could be had. */
const explains = 'it says what the steps make, and asks for nothing';
const otherwise = 'another way to the same, which somebody takes instead';
const announces = 'it announces the block after it, which is followed';

/** Runs the block's code once. */
const run = (block, world) => world.run(block.code);
/** Runs it for each place that the portal looks after. */
const runEverywhere = async (block, world, keep = () => true) => {
  for (const place of world.organization.places.filter(keep)) {
    await world.run(block.code, place);
  }
};
/** Keeps the code in the file that its first line names. */
const save = (block, world) => {
  const [, name] = block.code.match(/^# (\S+)\n/);
  world.terminal.write(name, block.code);
};
const isOther = (place, { portal }) =>
  place.account !== portal.account || place.region !== portal.region;

/** What a table says for the fields of a form: the first code span of a row is its value. */
const valuesOf = (block, world, known) =>
  Object.fromEntries(
    block.rows.map(([title, value]) => [
      title,
      known[title] ?? world.fill(spansOfCell(value)[0]),
    ]),
  );

function makeApp(block, { organization, values }) {
  const permissions = Object.fromEntries(
    block.rows.map(([name, access]) => [
      name
        .replace(/ \(.*\)/, '')
        .toLowerCase()
        .replace(' ', '_'),
      access === 'read' ? 'read' : 'write',
    ]),
  );
  const { apps } = organization.github;
  const { app, privateKey } = apps.create({
    slug: 'plinth',
    owner: organization.name,
    permissions,
  });
  apps.install({ app: app.slug, account: organization.name });
  Object.assign(values, {
    GITHUB_APP_ID: String(app.id),
    GITHUB_APP_CLIENT_ID: app.clientId,
    GITHUB_APP_CLIENT_SECRET: 'sandbox',
    GITHUB_APP_PRIVATE_KEY: privateKey,
  });
}

function subscribe({ spans }, world) {
  const url = spans.find(span => span.startsWith('https://'));
  world.values.GITHUB_WEBHOOK_SECRET = 'a-secret-of-the-webhook';
  world.organization.github.hooks.ofApp('plinth', {
    active: true,
    url: world.fill(url),
    secret: world.values.GITHUB_WEBHOOK_SECRET,
    events: spans.filter(span => span !== url),
  });
}

/** The table of the guide to production names them all; what the guide has set by code is set there. */
function setOthers(_, world) {
  const { rows } = production.find(
    ({ section, type }) => section === '2. Configure' && type === 'table',
  );
  const names = rows.flatMap(([cell]) => spansOfCell(cell));
  // Set by the code that follows, and where the certificate is of an authority that Node.js does not know.
  const left = [
    'PLINTH_INFRASTRUCTURE_REPOSITORY',
    'PLINTH_EVENTS_QUEUE_URL',
    'POSTGRES_CA',
  ];
  world.set(names.filter(name => !left.includes(name)));
}

function listAccounts({ spans }, { organization, portal }) {
  const { accounts } = organization;
  const lists = {
    'aws.accounts': accounts.map(({ id }) => ({
      accountId: id,
      roleName: 'plinth-read',
    })),
    'environments.accounts': accounts.map(({ id, name, regions }) => ({
      id,
      name,
      regions,
    })),
    'environments.payerAccount': organization.portal.account,
  };
  const keys = spans.filter(span => span in lists);
  assert.deepEqual(keys.sort(), Object.keys(lists).sort());
  portal.configure(lists);
}

/** As the guide to production starts it. */
const startPortal = async (_, world) => {
  const command = codeOf('3. Start')
    .replace('/srv/plinth', world.portal.folder)
    .replace('NODE_ENV=', 'exec env NODE_ENV=');
  await world.portal.start(
    command,
    world.terminal.environment(world.environmentOfPortal()),
  );
};

async function makeRepository(block, world) {
  const { accounts, github, name } = world.organization;
  const values = world.form(
    'platform-repository',
    valuesOf(block, world, { 'AWS accounts': accounts }),
  );
  const [owner, repo] = values.repoUrl.split('/');
  values.repoUrl = `${new URL(github.url).host}?owner=${owner}&repo=${repo}`;
  // Super Admins are known once the organisation is read.
  await world.portal.until(
    'owner',
    `/api/catalog/entities/by-query?filter=kind=group`,
    ({ items }) =>
      items.some(
        ({ metadata, relations = [] }) =>
          metadata.name === 'platform-admins' && relations.length > 0,
      ),
    `The reading of ${name}`,
  );
  await world.portal.request('owner', 'platform-repository', values);
}

/** The roles of each account ask for each claim of the table, in a form that it gives. */
async function compareTrust(block, { organization }) {
  const { sub_claim_prefix: prefix } = await organization.call(
    'owner',
    'GET',
    `/repos/${organization.name}/infrastructure/actions/oidc/customization/sub`,
  );
  for (const { id } of organization.accounts) {
    block.header.slice(1).forEach((header, column) => {
      const [role] = spansOfCell(header);
      const trust = organization.trustOf(id, role);
      for (const [claim, ...cells] of block.rows) {
        const [name] = spansOfCell(claim);
        assert.ok(trust.includes(`:${name}":`), `${role} of ${id}: ${trust}`);
        const forms = spansOfCell(cells[column]).map(span =>
          span.replace('PREFIX', prefix),
        );
        assert.ok(
          forms.length === 0 || forms.some(form => trust.includes(form)),
          `${role} of ${id} has not ${cells[column]}: ${trust}`,
        );
      }
    });
  }
}

function compareRoles(block, { organization }) {
  for (const [cell] of block.rows) {
    for (const { id } of organization.accounts) {
      const [role] = spansOfCell(cell);
      assert.ok(organization.trustOf(id, role), `${role} is in ${id}`);
    }
  }
}

const troubles = ({ findings }) =>
  findings
    .filter(({ status }) => status !== 'good')
    .map(({ check, subject, found }) => `${check} of ${subject}: ${found}`);

async function requestFirst(block, world) {
  const [{ id, regions }] = world.organization.accounts;
  const values = world.form(
    'new-environment',
    valuesOf(block, world, { Account: id, Region: regions[0] }),
  );
  world.environment = values.name;
  await world.portal.until(
    'engineer',
    '/api/environments/v1/placements',
    ({ items }) => items.length > 0,
    'The reading of the governance file',
  );
  await world.portal.request('engineer', 'new-environment', values);
}

async function reviewAndWait(_, world) {
  const { organization, portal, environment } = world;
  const repository = `/repos/${organization.name}/infrastructure`;
  const [pull] = await organization.call(
    'reviewer',
    'GET',
    `${repository}/pulls?state=open`,
  );
  const check = await until(
    async () => {
      const { statuses } = await organization.call(
        'reviewer',
        'GET',
        `${repository}/commits/${pull.head.sha}/status`,
      );
      return statuses.find(
        ({ context, state }) =>
          context === 'plinth/plan' && state !== 'pending',
      );
    },
    { limit: 400_000, what: `The check plinth/plan of #${pull.number}` },
  );
  assert.equal(check.state, 'success', check.description);
  const route = `${repository}/pulls/${pull.number}`;
  await organization.call('reviewer', 'POST', `${route}/reviews`, {
    event: 'APPROVE',
    body: 'Looks right.',
  });
  await organization.call('reviewer', 'PUT', `${route}/merge`, {
    merge_method: 'squash',
  });
  await portal.until(
    'engineer',
    `/api/environments/v1/entities/default/resource/${environment}/health`,
    ({ status }) => status === 'Healthy',
    `The health of ${environment}`,
  );
}

export const STEPS = [
  {
    begins: 'You connect a PostgreSQL database',
    skip: 'it says what the guide is for',
  },
  { begins: 'You are an owner of the organisation', skip: announces },
  {
    begins: '| Word',
    does: ({ rows }, world) =>
      assert.deepEqual(
        rows.flatMap(([word]) => spansOfCell(word)).sort(),
        Object.keys(world.words()).sort(),
      ),
  },
  { begins: 'Create an app in your organisation', skip: announces },
  { begins: '| Permission', does: makeApp },
  {
    begins: 'Administration and Workflows are for the template',
    skip: 'who may take what away later, if they like',
  },
  { begins: 'Subscribe to', does: subscribe },
  {
    begins: 'Set `GITHUB_APP_ID`',
    does: ({ spans }, world) => world.set(spans.filter(isVariable)),
  },
  { begins: 'Build the portal and set its other', does: setOthers },
  { begins: '```sh export PLINTH_INFRASTRUCTURE', does: run },
  { begins: 'List the accounts', does: listAccounts },
  {
    begins: 'Start the portal. Until the repository',
    does: async (block, world) => {
      await startPortal(block, world);
      const { code, findings } = await world.doctor(world.doctorCommand);
      assert.equal(code, 1);
      assert.ok(troubles({ findings }).length > 10);
    },
  },
  { begins: '| Field', section: '2. The', does: makeRepository },
  { begins: 'It makes the repository', skip: explains },
  {
    begins: '| Plan',
    skip: "what there is depends on the organisation's plan; the sandbox's is Enterprise",
  },
  { begins: 'If you copy `templates/platform-repository', skip: otherwise },
  { begins: 'Tell its runs where the portal is', skip: announces },
  { begins: '```sh gh variable set', does: run },
  {
    begins: 'The workflow `preview` opens',
    skip: 'the first environment is no preview, so nothing has to be ended by a pull request',
  },
  { begins: 'The commands of this section', skip: announces },
  { begins: '```sh git clone', does: run },
  { begins: 'In each account and region, as', skip: announces },
  { begins: '```sh npx cdk bootstrap', does: runEverywhere },
  { begins: 'In each account, in one of its', skip: announces },
  {
    begins: '```sh npx plinth access',
    does: async (block, world) => {
      for (const { id, regions } of world.organization.accounts) {
        await world.run(block.code, { account: id, region: regions[0] });
      }
    },
  },
  { begins: '`access.json` is a CloudFormation', skip: otherwise },
  { begins: '| Role', does: compareRoles },
  { begins: 'Reading is AWS', skip: explains },
  { begins: 'The trust of the first two', skip: announces },
  { begins: '| Claim', does: compareTrust },
  { begins: '`job_workflow_ref` is written out', skip: explains },
  { begins: '`PREFIX` is', skip: explains },
  { begins: 'One queue takes the events', skip: announces },
  { begins: '```yaml # portal.yaml', does: save },
  {
    begins: '```sh aws cloudformation deploy --region PORTALREGION',
    does: run,
  },
  { begins: 'This one is for each other', skip: announces },
  { begins: '```yaml # events.yaml', does: save },
  {
    begins: '```sh aws cloudformation deploy --region REGION',
    does: (block, world) =>
      runEverywhere(block, world, place => isOther(place, world.organization)),
  },
  { begins: 'The portal takes the messages as', skip: explains },
  { begins: "The queue's policy takes", skip: explains },
  { begins: 'In each account the portal also reads', skip: explains },
  { begins: 'A stack that somebody deployed', skip: explains },
  { begins: 'Where the portal will run', skip: announces },
  {
    begins: '```sh GITHUB_TOKEN=$(gh auth token)',
    does: async ({ code }, world) => {
      world.found = await world.doctor(code);
    },
  },
  {
    begins: 'Only `cost-tags` is missing then',
    does: (_, { found }) => {
      assert.deepEqual(
        troubles(found).map(text => text.split(' of ')[0]),
        ['cost-tags'],
        troubles(found).join('\n'),
      );
      assert.equal(found.code, 1);
    },
  },
  {
    begins: 'The running portal shows',
    does: async (_, world) => {
      const { items } = await world.portal.call(
        'owner',
        'GET',
        '/api/environments/v1/connections',
      );
      assert.ok(items.length > 0);
    },
  },
  {
    begins: '| Check',
    does: ({ rows }, { found }) =>
      assert.deepEqual(
        rows.flatMap(([cell]) => spansOfCell(cell)).sort(),
        [...new Set(found.findings.map(({ check }) => check))].sort(),
      ),
  },
  { begins: 'Start the portal once more', does: startPortal },
  { begins: 'Sign in as somebody of a team', skip: announces },
  { begins: '| Field', section: '6. The', does: requestFirst },
  { begins: 'It opens a pull request', does: reviewAndWait },
  { begins: 'AWS knows a tag a day', skip: announces },
  { begins: '```sh aws ce update-cost', does: run },
  { begins: 'and with the first tenant', skip: explains },
  {
    begins: 'Ask the doctor again',
    does: async (_, world) => {
      const found = await world.doctor(world.doctorCommand);
      assert.deepEqual(troubles(found), []);
      assert.equal(found.code, 0);
    },
  },
];

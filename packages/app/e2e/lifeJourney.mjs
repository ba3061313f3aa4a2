import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { launchBrowser } from './lib/browser.mjs';
import { enterAsGuest } from './lib/signIn.mjs';
import { readTutorial } from './lib/readTutorial.mjs';
import { TutorialReader } from './lib/TutorialReader.mjs';

/** The second goes on where the first ends. */
const TUTORIALS = [
  'docs/tutorials/first-environment.md',
  'docs/tutorials/life-of-an-environment.md',
];

/** A unit's whole life, as the tutorials tell it, and what has to be true after its sections. */
export function lifeJourney(running) {
  let browser;
  let reader;
  /** The section that could not be followed: what comes after it hangs on it. */
  let stuck;
  before(async () => {
    browser = await launchBrowser();
    // A context that may open the pull requests in pages of their own.
    const context = await browser.newContext({
      viewport: { width: 1360, height: 900 },
    });
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    await page.goto(running.portal.url);
    await enterAsGuest(page);
    reader = new TutorialReader({ page, portal: running.portal });
  });
  after(() => browser?.close());

  const file = async name => {
    const { body } = await running.portal.githubApi(
      'admin',
      `/repos/acme/infrastructure/contents/environments/${name}/environment.json`,
    );
    return JSON.parse(Buffer.from(body.content, 'base64').toString('utf8'));
  };
  /** Names of the stacks in AWS that begin like the tutorial's own units. */
  const ownStacks = async () =>
    (await running.portal.state()).stacks
      .filter(
        ({ name, status }) =>
          name.startsWith('story-') && status !== 'DELETE_COMPLETE',
      )
      .map(({ name }) => name);
  /** Of a stack that is gone AWS holds what the last request tells to be kept, each by its name, and nothing else. */
  const isLeftAsTold = async name => {
    const { body: comments } = await running.portal.githubApi(
      'admin',
      `/repos/acme/infrastructure/issues/${reader.number}/comments`,
    );
    const told = comments.find(({ body }) =>
      /resources? (is|are) gone/.test(body),
    );
    assert.ok(told, 'No comment tells what is gone');
    const left = (await running.portal.state()).left
      .filter(({ stackName }) => stackName === name)
      .map(
        ({ logicalId, type, physicalId }) =>
          `${logicalId} (${type}) ${physicalId}`,
      );
    assert.ok(left.length > 0, 'Nothing is left of its data');
    assert.deepEqual(
      left.filter(each => !told.body.includes(each)),
      [],
    );
    assert.match(told.body, new RegExp(`\\b${left.length} (is|are) kept by`));
  };
  const inAuditTrail = async name => {
    const { body } = await running.portal.changes(name);
    assert.ok(
      body.items.some(({ commit }) => commit?.sha === reader.commit),
      `${reader.commit} is not in the audit trail of ${name}`,
    );
  };

  /** What is true once a section was followed, besides that its request was deployed. */
  const outcomes = {
    'See it healthy': async () => {
      await reader.shows(reader.commit.slice(0, 7));
      await inAuditTrail('story-dev');
    },
    'Change it': async () => {
      const { monthlyBudget, parameters } = await file('story-dev');
      assert.equal(monthlyBudget, 320);
      assert.equal(parameters.databaseClass, 'db.t4g.medium');
    },
    'Upgrade a blueprint': async () =>
      assert.equal((await file('claims-dev')).version, '1.1.0'),
    'Put back what somebody did in the console': () =>
      reader.wait({ unit: 'story-dev', value: 'InSync' }),
    'Keep what somebody did in the console': async () => {
      const { parameters } = await file('story-dev');
      assert.equal(parameters.databaseClass, 'db.t4g.large');
      await reader.wait({ unit: 'story-dev', value: 'InSync' });
    },
    Promote: async () =>
      assert.equal((await file('claims-staging')).version, '1.1.0'),
    'Add a tenant': async () => {
      await running.portal.healthy('story-tenant');
      assert.deepEqual((await ownStacks()).sort(), [
        'story-dev',
        'story-tenant',
      ]);
    },
    'Suspend the tenant': () => inAuditTrail('story-tenant'),
    'Resume the tenant': () => inAuditTrail('story-tenant'),
    "Say what becomes of the tenant's data": async () =>
      assert.deepEqual((await ownStacks()).sort(), [
        'story-dev',
        'story-tenant',
      ]),
    'Remove the tenant': async () => {
      assert.deepEqual(await ownStacks(), ['story-dev']);
      await isLeftAsTold('story-tenant');
    },
    "Say what becomes of the environment's data": async () =>
      assert.deepEqual(await ownStacks(), ['story-dev']),
    'Remove the environment': async () => {
      assert.deepEqual(await ownStacks(), []);
      await isLeftAsTold('story-dev');
    },
  };

  const followed = (title, steps) => async () => {
    assert.equal(stuck, undefined, `The reader is stuck at "${stuck}"`);
    stuck = title;
    for (const step of steps) {
      try {
        await reader.follow(step);
      } catch (error) {
        throw new Error(
          `${JSON.stringify(step)} could not be done: ${error.message}\n${await reader.seen()}`,
          { cause: error },
        );
      }
    }
    stuck = undefined;
  };
  const sections = TUTORIALS.flatMap(tutorial => readTutorial(tutorial));
  assert.deepEqual(
    Object.keys(outcomes).filter(
      outcome => !sections.some(({ title }) => title === outcome),
    ),
    [],
  );
  for (const { title, steps } of sections) {
    const follow = followed(title, steps);
    it(title, { timeout: 600_000 }, async () => {
      await follow();
      await outcomes[title]?.();
    });
  }
}

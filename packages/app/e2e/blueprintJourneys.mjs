import assert from 'node:assert/strict';
import { it } from 'node:test';
import { until } from '../../../scripts/lib/portal.mjs';
import { exampleOf } from './lib/exampleParameters.mjs';

/** What only Super Admins ask for, as `app-config.yaml` says. */
const RESERVED = {
  stages: ['production', 'shared'],
  blueprints: ['landing-zone', 'bootstrap', 'platform-services'],
};

/** The blueprints that the form of a template offers, as the portal shows it. */
async function offered(portal, template) {
  const steps = await until(
    async () => {
      const { body } = await portal.api(
        `/api/scaffolder/v2/templates/default/template/${template}/parameter-schema`,
      );
      return body.steps;
    },
    { limit: 60_000, what: `The template ${template} in the catalog` },
  );
  return steps.flatMap(({ schema }) => schema.properties.blueprint?.enum ?? []);
}

/** A request for each blueprint: environments where the governance file lets their stage be, tenants in the demo's. */
async function requests(portal) {
  const environments = await offered(portal, 'new-environment');
  const tenants = await offered(portal, 'new-tenant');
  const { body } = await portal.api('/api/environments/v1/placements');
  return [
    ...environments.map(blueprint => {
      const { stage, parameters } = exampleOf(blueprint);
      const place = body.items.find(({ stages }) => stages.includes(stage));
      return {
        template: 'new-environment',
        values: {
          name: `every-${blueprint}`,
          owner: 'group:default/claims',
          blueprint,
          stage,
          account: place.account,
          region: place.regions[0],
          parameters,
          monthlyBudget: 700,
        },
      };
    }),
    ...tenants.map(blueprint => ({
      template: 'new-tenant',
      values: {
        name: `every-${blueprint}`,
        owner: 'group:default/claims',
        environment: 'resource:default/claims-dev',
        blueprint,
        parameters: exampleOf(blueprint).parameters,
        monthlyBudget: 700,
      },
    })),
  ];
}

/** Sends a request off; its pull request says what it would cost. */
async function propose(portal, { template, values }) {
  const submitted = await portal.submitTo(template, values);
  assert.equal(submitted.status, 201, JSON.stringify(submitted.body));
  let task = await portal.finished(submitted.body.id);
  const reserved =
    RESERVED.stages.includes(values.stage) ||
    RESERVED.blueprints.includes(values.blueprint);
  if (reserved) {
    // The guest is a developer, who may not ask for this.
    assert.equal(task.status, 'failed', `${values.name} by a developer`);
    assert.match(task.log, /You are not allowed to request/);
    const as = 'admin';
    const again = await portal.submitTo(template, values, { as });
    assert.equal(again.status, 201, JSON.stringify(again.body));
    task = await portal.finished(again.body.id, { as });
  }
  assert.equal(task.status, 'completed', `${values.name}: ${task.log}`);
  const { pullRequestNumber: number, headCommit } = task.output;
  const { body: pull } = await portal.pull(number);
  assert.match(pull.body, /About \*\*\d[\d.]* USD a month/, values.name);
  return { ...values, number, headCommit, reserved };
}

/** Has a pull request approved, once its plan has passed. */
async function approve(portal, { name, number, headCommit, reserved }) {
  const conclusion = await portal.planCheck(headCommit);
  assert.equal(conclusion, 'success', `The plan of ${name}`);
  // Nobody approves what they asked for.
  await portal.approve(reserved ? 'engineer' : 'admin', number);
}

/** Follows a merged unit to where people see it. */
async function follow(portal, { name, blueprint, number, sha }) {
  const { state, description } = await portal.deployed(sha);
  assert.equal(state, 'success', `${name}: ${description}`);
  // Shared services and production go ahead only when their reviewers say so, and not by who merged.
  const health = await portal.healthy(name, {
    meanwhile: async () => {
      // A reviewer learns of it in the portal.
      const { body } = await portal.health(name);
      if (body.pipeline?.status === 'waiting') {
        assert.deepEqual(body.pipeline.waitingFor[0].reviewers, ['platform']);
        await portal.approveDeployments('engineer');
      }
    },
  });
  assert.equal(health.stacks[0].provenance.commit.sha, sha);
  const change = await until(
    async () => {
      const { body } = await portal.changes(name);
      const found = body.items.find(item => item.commit?.sha === sha);
      return found?.status === 'deployed' && found;
    },
    { limit: 60_000, what: `The merge commit in the changes of ${name}` },
  );
  assert.equal(change.pullRequest.number, number);

  const entity = `default/resource/${name}`;
  const { body: costs } = await portal.api(
    `/api/environments/v1/entities/${entity}/costs`,
  );
  assert.equal(costs.budget.monthly, 700);
  assert.ok(
    costs.commits.some(({ commit }) => commit.sha === sha),
    `${sha} of ${name} is not in ${JSON.stringify(costs.commits)}`,
  );
  const { body: listed } = await portal.api(
    `/api/catalog/entities/by-name/resource/${entity.replace('/resource', '')}`,
  );
  assert.equal(listed.metadata.annotations['plinth/blueprint'], blueprint);
  const page = await fetch(`${portal.url}/catalog/${entity}/health`);
  assert.equal(page.status, 200);
}

/** Every blueprint of the forms, once, from the request to the portal's pages. What waits has a limit of its own. */
export function blueprintJourneys(running) {
  it('shows every blueprint of the forms healthy, with cost and merge commit, once it is requested and merged', async t => {
    const { portal } = running;
    const proposed = [];
    // As a person would: of ten estimates that one asks for at once, the last are not waited for.
    for (const request of await requests(portal)) {
      proposed.push(await propose(portal, request));
    }
    assert.ok(proposed.length > 5);
    assert.ok(proposed.some(({ stage }) => stage === 'shared'));
    await Promise.all(proposed.map(unit => approve(portal, unit)));
    const merged = [];
    for (const unit of proposed) {
      const answer = await portal.merge('admin', unit.number);
      assert.equal(answer.status, 200, `${unit.name}: ${answer.body.message}`);
      merged.push({ ...unit, sha: answer.body.sha });
    }
    for (const unit of merged) {
      await t.test(unit.name, () => follow(portal, unit));
    }
  });
}

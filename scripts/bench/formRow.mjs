import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { DemoPortal } from '../../packages/app/e2e/lib/DemoPortal.mjs';
import { until } from '../lib/portal.mjs';
import { ensureFrontEnd } from '../lib/setup.mjs';
import { root } from '../lib/toolchain.mjs';
import { work } from './commands.mjs';
import { compare, timed } from './compare.mjs';

/** Configuration that adds the peer's template; a list in a later file replaces the earlier one, so it repeats those. */
function peerConfig() {
  const file = path.join(work, 'app-config.form.json');
  const location = (target, ...kinds) => ({
    type: 'file',
    target: path.join(root, target),
    rules: [{ allow: kinds }],
  });
  const locations = [
    location('templates/all.yaml', 'Location', 'Template'),
    location(
      'packages/sandbox/demo/organization.yaml',
      ...['User', 'Group', 'System', 'Domain'],
    ),
    location('scripts/bench/peer-template/template.yaml', 'Template'),
  ];
  writeFileSync(file, JSON.stringify({ catalog: { locations } }));
  return file;
}

/** From the submission of a task to its end, asked every 20 ms. */
function submitAndFinish(portal, submit) {
  return timed(async () => {
    const { status, body } = await submit();
    assert.equal(status, 201, JSON.stringify(body));
    for (;;) {
      const task = await portal.api(`/api/scaffolder/v2/tasks/${body.id}`);
      if (task.body.status === 'completed') return;
      if (!['open', 'processing'].includes(task.body.status)) {
        throw new Error((await portal.finished(body.id)).log);
      }
      await wait(20);
    }
  });
}

/** Checks that there is a pull request with the three files, and lets its workflow end before the next measurement. */
async function settle(portal, name) {
  const repository = '/repos/acme/infrastructure';
  const expected = ['catalog-info.yaml', 'environment.json', 'stack.ts'].map(
    file => `environments/${name}/${file}`,
  );
  for (const pull of await portal.openPulls()) {
    const { body } = await portal.githubApi(
      'admin',
      `${repository}/pulls/${pull.number}/files`,
    );
    const files = body.map(({ filename }) => filename).sort();
    if (!files.includes(expected[0])) continue;
    assert.deepEqual(files, expected);
    await portal.planCheck(pull.head.sha);
    return;
  }
  throw new Error(`There is no pull request for ${name}`);
}

/** From the submission of "New environment" to its open pull request, against Backstage's own actions. */
export async function formToPullRequest(id) {
  await ensureFrontEnd();
  const portal = await DemoPortal.start({ configs: [peerConfig()] });
  const side = (name, submit) => async round => {
    const unit = `${name}-${round}-dev`;
    const time = await submitAndFinish(portal, () => submit(unit));
    await settle(portal, unit);
    return time;
  };
  try {
    const peer = '/api/catalog/entities/by-name/template/default/bench-peer';
    await until(async () => (await portal.api(peer)).status === 200, {
      limit: 60_000,
      what: "The loading of the peer's template",
    });
    const repoUrl = `${new URL(portal.github).host}?owner=acme&repo=infrastructure`;
    return await compare(id, {
      n: 5,
      ours: side('ours', name => portal.submit({ name })),
      theirs: side('theirs', name =>
        portal.api('/api/scaffolder/v2/tasks', {
          method: 'POST',
          body: {
            templateRef: 'template:default/bench-peer',
            values: { name, repoUrl },
          },
        }),
      ),
    });
  } finally {
    await portal.stop();
  }
}

const FLEET = 2_000;
const OPEN_REQUESTS = 40;
const FLEET_REPOSITORY = 'acme/fleet';

/** Where the generated fleet's development environments stand. */
async function fleetPlace(portal) {
  const { body } = await portal.api('/api/environments/v1/environments');
  const { body: placements } = await portal.api(
    '/api/environments/v1/placements',
  );
  assert.ok(body.totalItems > FLEET / 2, `${body.totalItems} units are known`);
  const place = placements.items.find(
    ({ repository, stages }) =>
      repository.endsWith(`/${FLEET_REPOSITORY}`) && stages.includes('dev'),
  );
  assert.ok(place, 'The fleet has no account for development');
  return { account: place.account, region: place.regions[0] };
}

/** Ends what the pipeline would do for requests, which is not what is measured. */
async function endRuns(portal, repository) {
  const runs = `/repos/${repository}/actions/runs`;
  await until(
    async () => {
      const { body } = await portal.githubApi('admin', `${runs}?per_page=100`);
      const going = body.workflow_runs.filter(
        ({ status }) => status !== 'completed',
      );
      for (const { id } of going) {
        await portal.githubApi('admin', `${runs}/${id}/cancel`, {
          method: 'POST',
        });
      }
      return going.length === 0;
    },
    { limit: 300_000, what: `The end of the runs of ${repository}` },
  );
}

/**
 * From the submission of "New environment" to its open pull request, in a repository of 2,000 units with 40 open requests, against the
 * demo's repository of ten: the same form, but for the account, which decides the repository.
 */
export async function requestAt2000Units(id) {
  await ensureFrontEnd();
  const portal = await DemoPortal.start({ fleet: FLEET });
  try {
    const place = await fleetPlace(portal);
    const side = (name, repository, values) => async round => {
      const unit = `${name}-${round}-dev`;
      const time = await submitAndFinish(portal, () =>
        portal.submit({ name: unit, ...values }),
      );
      await endRuns(portal, repository);
      return time;
    };
    const large = side('large', FLEET_REPOSITORY, place);
    for (let index = 0; index < OPEN_REQUESTS; index += 1) {
      await large(`open-${index}`);
    }
    const { body: open } = await portal.githubApi(
      'admin',
      `/repos/${FLEET_REPOSITORY}/pulls?state=open&per_page=100`,
    );
    assert.equal(open.length, OPEN_REQUESTS);
    return await compare(id, {
      n: 10,
      ours: large,
      theirs: side('small', 'acme/infrastructure', {}),
    });
  } finally {
    await portal.stop();
  }
}

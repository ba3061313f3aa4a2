import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { it } from 'node:test';
import { until } from '../../../scripts/lib/portal.mjs';

const REPOSITORY = 'acme/second-infrastructure';

/** Starts an infrastructure repository, and waits for the end of the task. */
async function begin(portal) {
  const [owner, repo] = REPOSITORY.split('/');
  const submitted = await portal.submitTo('platform-repository', {
    system: repo,
    description: 'Environments of another division',
    owner: 'group:default/platform',
    repoUrl: `${new URL(portal.github).host}?owner=${owner}&repo=${repo}`,
    reviewTeam: 'acme/platform',
    governanceTeam: 'acme/platform-admins',
    accounts: [
      {
        id: '111122223333',
        name: 'dev',
        stages: ['preview', 'dev'],
        regions: ['us-east-1'],
      },
    ],
    portalUrl: portal.url,
    packageRegistry: 'https://packages.example.com/',
  });
  assert.equal(submitted.status, 201, JSON.stringify(submitted.body));
  return portal.finished(submitted.body.id);
}

/** The template that starts an infrastructure repository. It restarts the back end to be somebody else. */
export function platformRepository(running) {
  it('is refused to everybody but Super Admins, and leaves no repository behind', async () => {
    const { portal } = running;
    const task = await begin(portal);
    assert.equal(task.status, 'failed');
    assert.match(task.log, /Unauthorized action: publish:github/);
    const { status } = await portal.githubApi('admin', `/repos/${REPOSITORY}`);
    assert.equal(status, 404);
  });

  it('makes a repository whose main branch and environments are protected, and registers it', async () => {
    const { portal } = running;
    const config = path.join(portal.dataDir, 'as-super-admin.json');
    writeFileSync(
      config,
      JSON.stringify({
        auth: { providers: { guest: { userEntityRef: 'user:default/admin' } } },
      }),
    );
    portal.configs.push(config);
    await portal.killBackEnd();
    await portal.startBackEnd();
    const task = await begin(portal);
    assert.equal(task.status, 'completed', task.log);

    const get = async route => {
      const answer = await portal.githubApi(
        'admin',
        `/repos/${REPOSITORY}${route}`,
      );
      assert.equal(answer.status, 200, route);
      return answer.body;
    };
    const rules = new Map(
      (await get('/rules/branches/main')).map(({ type, parameters }) => [
        type,
        parameters,
      ]),
    );
    assert.deepEqual(
      rules
        .get('required_status_checks')
        .required_status_checks.map(({ context }) => context),
      ['plinth/plan'],
    );
    const reviews = rules.get('pull_request');
    assert.equal(reviews.required_approving_review_count, 1);
    assert.equal(reviews.require_code_owner_review, true);
    assert.equal(reviews.require_last_push_approval, true);
    const [{ id }] = await get('/rulesets');
    assert.deepEqual((await get(`/rulesets/${id}`)).bypass_actors, []);
    for (const stage of ['production', 'shared']) {
      const { protection_rules: guards } = await get(`/environments/${stage}`);
      assert.deepEqual(guards.map(({ type }) => type).sort(), [
        'branch_policy',
        'required_reviewers',
      ]);
    }
    const read = async file =>
      Buffer.from(
        (await get(`/contents/${file}`)).content,
        'base64',
      ).toString();
    assert.match(await read('governance/phase.yaml'), /111122223333/);
    assert.match(await read('CODEOWNERS'), /@acme\/platform-admins/);
    const workflow = await read('.github/workflows/deploy.yml');
    assert.match(workflow, /\$\{\{ contains\(needs\.deploy\.outputs/);
    await until(
      async () => {
        const { status } = await portal.api(
          '/api/catalog/entities/by-name/system/default/second-infrastructure',
        );
        return status === 200;
      },
      { limit: 60_000, what: 'The new repository in the catalog' },
    );
  });
}

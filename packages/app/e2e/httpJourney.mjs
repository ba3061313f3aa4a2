import assert from 'node:assert/strict';
import { it } from 'node:test';
import { until } from '../../../scripts/lib/portal.mjs';

/** From the form to the audit trail, with nothing but requests. */
export function httpJourney(running) {
  it('goes from a request for the preview of a branch to a healthy environment that ends by itself, whose audit trail names the merge commit', async () => {
    const { portal } = running;
    const name = 'orders-pr-1';
    const submitted = await portal.submitTo('preview-environment', {
      name,
      pullRequest: `${portal.github}/acme/infrastructure/pull/1`,
      ttlHours: 24,
      owner: 'group:default/claims',
      blueprint: 'application',
      stage: 'preview',
      account: '111122223333',
      region: 'us-east-1',
      parameters: {},
      monthlyBudget: 200,
    });
    assert.equal(submitted.status, 201, JSON.stringify(submitted.body));
    const task = await portal.finished(submitted.body.id);
    assert.equal(task.status, 'completed', task.log);
    const { pullRequestUrl, pullRequestNumber, headCommit } = task.output;
    assert.equal(
      pullRequestUrl,
      `${portal.github}/acme/infrastructure/pull/${pullRequestNumber}`,
    );

    const { body: files } = await portal.githubApi(
      'admin',
      `/repos/acme/infrastructure/pulls/${pullRequestNumber}/files`,
    );
    assert.deepEqual(files.map(file => file.filename).sort(), [
      `environments/${name}/catalog-info.yaml`,
      `environments/${name}/environment.json`,
      `environments/${name}/stack.ts`,
    ]);
    const { body: commits } = await portal.githubApi(
      'admin',
      `/repos/acme/infrastructure/pulls/${pullRequestNumber}/commits`,
    );
    assert.equal(commits.length, 1);
    assert.equal(commits[0].sha, headCommit);
    assert.equal(commits[0].commit.author.email, 'developer@example.com');

    assert.equal(await portal.planCheck(headCommit), 'success');
    const early = await portal.merge('admin', pullRequestNumber);
    assert.equal(early.status, 405, 'merged without an approval');
    assert.equal(
      (await portal.approve('admin', pullRequestNumber)).status,
      200,
    );
    const merged = await portal.merge('admin', pullRequestNumber);
    assert.equal(merged.status, 200, JSON.stringify(merged.body));

    const health = await portal.healthy(name);
    assert.equal(health.stacks[0].name, name);
    assert.equal(health.stacks[0].provenance.commit.sha, merged.body.sha);
    const { body: onMain } = await portal.api(
      `/api/environments/v1/entities/default/resource/${name}/unit`,
    );
    assert.equal(onMain.stage, 'preview');
    assert.equal(onMain.parameters.ttlHours, 24);
    const change = await until(
      async () => {
        const { body } = await portal.changes(name);
        const found = body.items.find(
          item => item.commit?.sha === merged.body.sha,
        );
        return found?.status === 'deployed' && found;
      },
      { limit: 60_000, what: 'The merge commit in the audit trail' },
    );
    assert.equal(change.pullRequest.number, pullRequestNumber);
    assert.match(change.requester, /developer/);
    assert.ok(change.approvers.some(approver => /admin/.test(approver)));
    assert.ok(change.run?.url);
  });

  it('answers the same request with the same pull request', async () => {
    const { portal } = running;
    const numbers = new Set();
    for (let round = 0; round < 2; round += 1) {
      const { body } = await portal.submit({ name: 'repeated-dev' });
      const task = await portal.finished(body.id);
      assert.equal(task.status, 'completed', task.log);
      numbers.add(task.output.pullRequestNumber);
    }
    assert.equal(numbers.size, 1);
  });
}

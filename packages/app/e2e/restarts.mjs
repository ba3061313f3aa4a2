import assert from 'node:assert/strict';
import { it } from 'node:test';
import { until } from '../../../scripts/lib/portal.mjs';

/** Milliseconds after the submission at which the back end is killed, one after the other. */
const MOMENTS = [0, 40, 80, 120, 180, 250, 350, 500, 800, 1500];

/** A back end that dies in the middle of a request. */
export function restarts(running) {
  it('ends in one pull request when it is killed at ten moments and started again', async () => {
    const { portal } = running;
    const name = 'killed-dev';
    const submitted = await portal.submit({ name });
    assert.equal(submitted.status, 201, JSON.stringify(submitted.body));
    for (const moment of MOMENTS) {
      await new Promise(resolve => setTimeout(resolve, moment));
      await portal.killBackEnd();
      await portal.startBackEnd();
    }
    const task = await portal.finished(submitted.body.id);
    assert.equal(task.status, 'completed', task.log);
    const pulls = (await portal.openPulls()).filter(pull =>
      pull.title.includes(name),
    );
    assert.equal(pulls.length, 1);
    assert.equal(pulls[0].number, task.output.pullRequestNumber);

    await portal.planCheck(task.output.headCommit);
    await portal.approve('admin', pulls[0].number);
    const merged = await portal.merge('admin', pulls[0].number);
    assert.equal(merged.status, 200, JSON.stringify(merged.body));
    await portal.killBackEnd();
    await portal.startBackEnd();
    await portal.healthy(name);
    const found = await until(
      async () => {
        const { body } = await portal.changes(name);
        return body.items.filter(item => item.commit?.sha === merged.body.sha);
      },
      { limit: 60_000, what: 'The change after the restarts' },
    );
    assert.equal(found.length, 1);
  });
}

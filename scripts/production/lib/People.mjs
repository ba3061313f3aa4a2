import assert from 'node:assert/strict';
import { guestToken, until } from '../../lib/portal.mjs';
import { query } from './query.mjs';

const REPOSITORY = 'acme/infrastructure';
const ENDED = ['completed', 'failed', 'cancelled'];

/** A developer of the demo who asks a portal for environments, and who answers them at GitHub. */
export class People {
  #portal;
  #github;
  #database;

  /**
   * @param options.portal - the portal's address
   * @param options.github - that of GitHub
   * @param options.database - the URL of the portal's PostgreSQL
   */
  constructor({ portal, github, database }) {
    this.#portal = portal;
    this.#github = github;
    this.#database = database;
  }

  /** Asks GitHub about the infrastructure repository, as who has that login; posts where there is a body. */
  async github(login, route, body) {
    const answer = await fetch(
      `${this.#github}/api/v3/repos/${REPOSITORY}${route}`,
      {
        method: body ? 'POST' : 'GET',
        headers: { authorization: `Bearer sandbox-${login}` },
        body: body && JSON.stringify(body),
      },
    );
    assert.ok(answer.ok, `${route}: ${answer.status}`);
    return answer.json();
  }

  /** Asks the portal, as the developer who signed in there; posts where there is a body. */
  async #asDeveloper(route, body) {
    const answer = await fetch(`${this.#portal}${route}`, {
      method: body ? 'POST' : 'GET',
      headers: {
        authorization: `Bearer ${await guestToken(this.#portal)}`,
        'content-type': 'application/json',
      },
      body: body && JSON.stringify(body),
    });
    return answer.json();
  }

  /** Sends the form of a new environment; answers the number of the task. */
  async request(name) {
    const task = await this.#asDeveloper('/api/scaffolder/v2/tasks', {
      templateRef: 'template:default/new-environment',
      values: {
        name,
        owner: 'group:default/platform',
        blueprint: 'application',
        stage: 'dev',
        account: '111122223333',
        region: 'us-east-1',
        parameters: {},
        monthlyBudget: 200,
      },
    });
    assert.ok(task.id, JSON.stringify(task));
    return task.id;
  }

  /** Waits for the end of a task, which has to be a good one, and answers the only pull request that names the environment. */
  async pullRequestOf(name, task) {
    const { status } = await until(
      async () => {
        const found = await this.#asDeveloper(
          `/api/scaffolder/v2/tasks/${task}`,
        );
        return ENDED.includes(found.status) && found;
      },
      { limit: 90_000, what: `The end of the request for ${name}` },
    );
    assert.equal(status, 'completed');
    const pulls = (
      await this.github('admin', '/pulls?state=open&per_page=100')
    ).filter(({ title }) => title.includes(name));
    assert.equal(pulls.length, 1);
    return pulls[0];
  }

  /** Approves a pull request; answers the review. */
  approve(pull) {
    return this.github('admin', `/pulls/${pull.number}/reviews`, {
      event: 'APPROVE',
      body: 'Looks right.',
    });
  }

  /** Waits until the ledger has a review, which is once. */
  async recorded(review, limit) {
    const entries = await until(
      async () => {
        const found = await query(
          this.#database,
          `select key from ledger_entries where key like 'approved:%/${review.id}'`,
        );
        return found.length > 0 && found;
      },
      { limit, what: 'The approval in the ledger' },
    );
    assert.equal(entries.length, 1);
  }
}

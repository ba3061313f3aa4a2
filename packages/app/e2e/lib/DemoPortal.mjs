import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { fleetConfigs } from '../../../../scripts/lib/fleetConfigs.mjs';
import { freePort } from '../../../../scripts/lib/ports.mjs';
import {
  demoToken,
  guestToken,
  startBackEnd,
  startSandbox,
  until,
  waitForDemo,
} from '../../../../scripts/lib/portal.mjs';
import { root } from '../../../../scripts/lib/toolchain.mjs';

const REPOSITORY = 'acme/infrastructure';

/** The demo on free ports with data of its own, and what a person could do with it by HTTP. */
export class DemoPortal {
  #sandbox;
  #backEnd;
  #tokens = new Map();
  /** Further configuration files of the back end. */
  configs = [];

  /**
   * @param options.configs - further configuration files of the back end
   * @param options.fleet - how many units to generate beside the demo
   */
  static async start({ configs = [], fleet } = {}) {
    const ports = {
      PLINTH_PORT: await freePort(),
      PLINTH_GITHUB_PORT: await freePort(),
      PLINTH_AWS_PORT: await freePort(),
    };
    const dataDir = path.join(root, '.data', `e2e-${process.pid}`);
    const portal = new DemoPortal(ports, dataDir);
    try {
      portal.#sandbox = await startSandbox({ ports, dataDir, fleet });
      portal.configs = [...configs, ...fleetConfigs(dataDir)];
      await portal.startBackEnd();
      await waitForDemo(portal.url, { fleet: fleet !== undefined });
    } catch (error) {
      await portal.stop();
      throw error;
    }
    return portal;
  }

  constructor(ports, dataDir) {
    this.ports = ports;
    this.dataDir = dataDir;
    this.url = `http://localhost:${ports.PLINTH_PORT}`;
    this.github = `http://localhost:${ports.PLINTH_GITHUB_PORT}`;
    this.aws = `http://127.0.0.1:${ports.PLINTH_AWS_PORT}`;
  }

  async startBackEnd() {
    this.#backEnd = await startBackEnd(this);
  }

  /** Ends the back end as a crash would. */
  async killBackEnd() {
    await this.#backEnd.stop('SIGKILL');
  }

  /** Stops everything and removes the data, but keeps the logs of a failed run for reading. */
  async stop({ keep = false } = {}) {
    await this.#backEnd?.stop();
    await this.#sandbox?.stop();
    if (!keep) {
      rmSync(this.dataDir, { recursive: true, force: true });
    }
  }

  /** Calls the portal as the guest, or as somebody of the demo. */
  async api(route, options = {}) {
    const { method = 'GET', body, as } = options;
    const token = await (as ? this.#tokenOf(as) : guestToken(this.url));
    const answer = await fetch(`${this.url}${route}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body && { 'content-type': 'application/json' }),
      },
      body: body && JSON.stringify(body),
    });
    const text = await answer.text();
    return {
      status: answer.status,
      body:
        text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text,
    };
  }

  /** Of an hour, which is longer than a journey. */
  #tokenOf(login) {
    const token = this.#tokens.get(login) ?? demoToken(this.url, login);
    this.#tokens.set(login, token);
    return token;
  }

  /** Calls GitHub's REST API as a login. */
  async githubApi(login, route, options = {}) {
    const { method = 'GET', body } = options;
    const answer = await fetch(`${this.github}/api/v3${route}`, {
      method,
      headers: {
        authorization: `Bearer sandbox-${login}`,
        accept: 'application/vnd.github+json',
        ...(body && { 'content-type': 'application/json' }),
      },
      body: body && JSON.stringify(body),
    });
    const text = await answer.text();
    return { status: answer.status, body: text ? JSON.parse(text) : undefined };
  }

  /** Calls God's control API of the sandbox's AWS. */
  async control(route, body) {
    const answer = await fetch(`${this.aws}/_control/${route}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: this.aws },
      body: JSON.stringify(body ?? {}),
    });
    if (!answer.ok) {
      throw new Error(
        `${route} answered ${answer.status}: ${await answer.text()}`,
      );
    }
    return answer.json();
  }

  /** What there is in the sandbox's AWS. */
  async state() {
    return (await fetch(`${this.aws}/_control/state`)).json();
  }

  /** Submits `new-environment` for a small application, but for `values`. */
  submit(values) {
    return this.submitTo('new-environment', {
      owner: 'group:default/claims',
      blueprint: 'application',
      stage: 'dev',
      account: '111122223333',
      region: 'us-east-1',
      parameters: {},
      monthlyBudget: 200,
      ...values,
    });
  }

  /** Submits a template's form; the status is 201 with an id, or 400 with errors. */
  submitTo(template, values, { as } = {}) {
    return this.api('/api/scaffolder/v2/tasks', {
      as,
      method: 'POST',
      body: { templateRef: `template:default/${template}`, values },
    });
  }

  /** Waits until a task is over; answers it with its output and the text of its log. */
  async finished(id, { as } = {}) {
    const task = await until(
      async () => {
        const { body } = await this.api(`/api/scaffolder/v2/tasks/${id}`, {
          as,
        });
        return (
          ['completed', 'failed', 'cancelled'].includes(body.status) && body
        );
      },
      { limit: 180_000, what: `The end of task ${id}` },
    );
    const { body: events } = await this.api(
      `/api/scaffolder/v2/tasks/${id}/events`,
      { as },
    );
    const completion = events.find(event => event.type === 'completion');
    return {
      ...task,
      output: completion?.body.output ?? {},
      log: events.map(event => event.body.message).join('\n'),
    };
  }

  pull(number) {
    return this.githubApi('admin', `/repos/${REPOSITORY}/pulls/${number}`);
  }

  async openPulls() {
    const { body } = await this.githubApi(
      'admin',
      `/repos/${REPOSITORY}/pulls?state=open&per_page=100`,
    );
    return body;
  }

  async branches() {
    const { body } = await this.githubApi(
      'admin',
      `/repos/${REPOSITORY}/branches?per_page=100`,
    );
    return body.map(branch => branch.name);
  }

  /** Waits for the check `plinth/plan` on a commit; answers its state. */
  planCheck(sha) {
    return until(
      async () => {
        const { body } = await this.githubApi(
          'admin',
          `/repos/${REPOSITORY}/commits/${sha}/status`,
        );
        return body.statuses.find(item => item.context === 'plinth/plan')
          ?.state;
      },
      { limit: 400_000, what: `The check plinth/plan on ${sha}` },
    );
  }

  /** Waits until the pipeline has deployed a merge, or could not; answers the state and the reason. */
  deployed(sha, { limit = 400_000 } = {}) {
    return until(
      async () => {
        const { body } = await this.githubApi(
          'admin',
          `/repos/${REPOSITORY}/commits/${sha}/status`,
        );
        const status = body.statuses.find(
          item => item.context === 'plinth/deploy',
        );
        return status && status.state !== 'pending' && status;
      },
      { limit, what: `The deployment of ${sha}` },
    );
  }

  approve(login, number) {
    return this.githubApi(
      login,
      `/repos/${REPOSITORY}/pulls/${number}/reviews`,
      { method: 'POST', body: { event: 'APPROVE', body: 'Looks right.' } },
    );
  }

  /** Lets every deployment go ahead that waits for its reviewers now. */
  async approveDeployments(login) {
    const runs = `/repos/${REPOSITORY}/actions/runs`;
    const { body } = await this.githubApi(login, `${runs}?status=waiting`);
    for (const { id } of body.workflow_runs) {
      const pending = `${runs}/${id}/pending_deployments`;
      const waiting = await this.githubApi(login, pending);
      const environment_ids = waiting.body.map(item => item.environment.id);
      if (environment_ids.length === 0) {
        continue;
      }
      const { status } = await this.githubApi(login, pending, {
        method: 'POST',
        body: { environment_ids, state: 'approved', comment: 'Go ahead.' },
      });
      assert.equal(status, 200);
    }
  }

  merge(login, number) {
    return this.githubApi(login, `/repos/${REPOSITORY}/pulls/${number}/merge`, {
      method: 'PUT',
      body: { merge_method: 'squash' },
    });
  }

  health(name) {
    return this.api(
      `/api/environments/v1/entities/default/resource/${name}/health`,
    );
  }

  changes(name) {
    return this.api(
      `/api/environments/v1/entities/default/resource/${name}/changes`,
    );
  }

  /** Waits until the environment is healthy in the portal; `meanwhile` is done before each look. */
  healthy(name, { meanwhile = async () => {} } = {}) {
    return until(
      async () => {
        await meanwhile();
        const { status, body } = await this.health(name);
        return status === 200 && body.status === 'Healthy' && body;
      },
      { limit: 400_000, what: `Health of ${name}` },
    );
  }
}

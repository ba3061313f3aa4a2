import type {
  Change,
  DeploymentReport,
  PlanReport,
} from '@plinth/plugin-environments-common';
import { generateKeyPair } from 'jose';
import request from 'supertest';
import { ACCOUNT, REGION } from '../__testUtils__/awsAnswers';
import { environmentEntity } from '../__testUtils__/entities';
import { FakeGitHub, FakePull } from '../__testUtils__/FakeGitHub';
import {
  REPOSITORY,
  startPlugin,
  StartedPlugin,
} from '../__testUtils__/startPlugin';
import { TestIssuer } from '../__testUtils__/TestIssuer';

const API = '/api/environments/v1';
const COMMIT = 'c'.repeat(40);
const OLDER = 'b'.repeat(40);
const NEWER = 'd'.repeat(40);
const STACK = {
  unit: 'environments/alpha',
  stackName: 'alpha',
  account: ACCOUNT,
  region: REGION,
};

function deployment(
  overrides: Partial<DeploymentReport> = {},
): DeploymentReport {
  return {
    id: '4711-1-deploy',
    commit: COMMIT,
    pullRequest: 7,
    planHash: 'f00d',
    runId: '4711',
    outcome: 'running',
    startedAt: '2026-05-10T10:00:00Z',
    stacks: [{ ...STACK, outcome: 'running' }],
    ...overrides,
  };
}

const DONE = deployment({
  outcome: 'succeeded',
  finishedAt: '2026-05-10T10:05:00Z',
  stacks: [{ ...STACK, outcome: 'succeeded' }],
});

const HEAD = 'a'.repeat(40);
const HASH = 'f'.repeat(64);
const BINDING = { unitHashes: { 'environments/alpha': HASH }, bindings: {} };

const PLAN: PlanReport = {
  pullRequest: 7,
  headCommit: HEAD,
  hash: 'f00d',
  outcome: 'passed',
  stacks: [{ ...STACK, templateSha256: 'beef', changes: [] }],
  findings: [],
  binding: BINDING,
};

const PULL: FakePull = {
  number: 7,
  head: HEAD,
  author: 'developer',
  updatedAt: '2026-05-02T10:00:00Z',
  files: [{ filename: 'environments/alpha/environment.json' }],
};

describe('reports of pipeline runs', () => {
  let issuer: TestIssuer;
  let github: FakeGitHub;
  let plugin: StartedPlugin;

  beforeAll(async () => {
    issuer = await TestIssuer.start();
    github = await FakeGitHub.start();
  });
  afterAll(async () => {
    await issuer.close();
    await github.close();
  });

  beforeEach(async () => {
    github.pulls = [PULL];
    github.commits = [NEWER, COMMIT, OLDER].map(sha => ({
      sha,
      parents: [],
    }));
    plugin = await startPlugin({
      entities: [environmentEntity('alpha')],
      issuer: issuer.url,
      github: github.url,
    });
  });
  afterEach(() => plugin.stop());

  const post = (route: string, token: string, body: object) =>
    request(plugin.server)
      .post(`${API}/${route}`)
      .set('Authorization', `Bearer ${token}`)
      .send(body);

  const changes = async (): Promise<Change[]> =>
    (
      await request(plugin.server).get(
        `${API}/entities/default/resource/alpha/changes`,
      )
    ).body.items;

  it('records a deployment once, however often and in whatever order it is reported', async () => {
    for (const report of [DONE, deployment(), DONE, deployment()]) {
      const token = await issuer.token();
      const answer = await post('deployments', token, report);
      expect(answer.status).toBe(201);
      expect(answer.body).toEqual({ id: '4711-1-deploy' });
    }
    const all = await changes();
    expect(all).toHaveLength(1);
    expect(all[0]).toMatchObject({
      id: COMMIT,
      status: 'deployed',
      planHash: 'f00d',
      run: { id: '4711' },
      pullRequest: { number: 7 },
    });
    expect(all[0].entries.map(e => e.type)).toEqual([
      'deploymentStarted',
      'deploymentFinished',
    ]);
    expect(plugin.auditor.createEvent).toHaveBeenCalledTimes(4);
    expect(plugin.auditor.createEvent.mock.calls[0][0]).toMatchObject({
      eventId: 'deployment-report',
      meta: { commit: COMMIT },
    });
  });

  it('records what a run caught up on, which was merged before its own commit', async () => {
    const token = await issuer.token({ sha: NEWER });
    expect((await post('deployments', token, DONE)).status).toBe(201);
    expect((await changes()).map(({ id }) => id)).toEqual([COMMIT]);
  });

  it('keeps in the story of the units what tried to pass for a deployment of them, once', async () => {
    const ignored =
      '5f0c1e9a2b3c bears a status plinth/deploy by developer (success), which does not count: no run set it.';
    for (const report of [deployment(), DONE]) {
      const answer = await post('deployments', await issuer.token(), {
        ...report,
        attempts: [{ kind: 'deployStatus', text: ignored }],
      });
      expect(answer.status).toBe(201);
    }
    const [change] = await changes();
    expect(change.status).toBe('deployed');
    expect(
      change.entries.filter(e => e.type === 'attemptIgnored'),
    ).toMatchObject([{ summary: ignored }]);
  });

  it('keeps in the story of the units who tried to pass for their plan, once for the plan and its deployment, and what could not be planned', async () => {
    const attempts = [
      { kind: 'planStatus', text: 'A status by developer does not count.' },
      { kind: 'planComment', text: 'A comment by <b>reader</b> is no plan.' },
    ];
    const { binding: _, ...broken } = PLAN;
    for (const report of [
      { ...PLAN, attempts },
      {
        ...broken,
        outcome: 'failed',
        stacks: [],
        findings: [
          { severity: 'error', rule: 'plan', message: 'There is no synthesis' },
        ],
      },
    ]) {
      const answer = await post('plans', await issuer.planToken(), report);
      expect(answer.status).toBe(201);
    }
    const entries = (await changes()).flatMap(change => change.entries);
    expect(
      entries
        .filter(({ type }) => type === 'attemptIgnored')
        .map(({ summary, details }) => [details?.kind, summary]),
    ).toEqual(attempts.map(({ kind, text }) => [kind, text]));
    expect(entries.map(({ summary }) => summary)).toContain(
      'Plan failed with 1 findings that must be resolved',
    );
  });

  it.each([
    { kind: 'deployStatus', text: '' },
    { kind: 'deployStatus', text: 'a'.repeat(501) },
    { kind: 'script', text: 'a' },
  ])('takes no attempt of another form than it says: %j', async attempt => {
    const token = await issuer.token();
    const report = { ...DONE, attempts: [attempt] };
    expect((await post('deployments', token, report)).status).toBe(400);
    const many = Array(21).fill({ kind: 'deployStatus', text: 'a' });
    const more = { ...DONE, attempts: many };
    expect((await post('deployments', await issuer.token(), more)).status).toBe(
      400,
    );
    expect(await changes()).toEqual([]);
  });

  it('shows the deployment in the health of its unit', async () => {
    await post('deployments', await issuer.token(), deployment());
    const { body } = await request(plugin.server).get(
      `${API}/entities/default/resource/alpha/health`,
    );
    expect(body).toMatchObject({
      status: 'Progressing',
      lastDeployment: { outcome: 'running', commit: { sha: COMMIT } },
    });
  });

  const plans = () => plugin.plans.plansOf(REPOSITORY, [7]);
  /** What the ledger says of refusals; they concern no unit. */
  const refused = async () => (await plugin.refusals()).map(f => f.summary);

  it('records each plan of a head, those that failed as well', async () => {
    const failed = { ...PLAN, outcome: 'failed', binding: undefined };
    for (const [attempt, body] of [PLAN, failed, PLAN].entries()) {
      const token = await issuer.planToken({ run_attempt: `${attempt + 1}` });
      expect((await post('plans', token, body)).status).toBe(201);
    }
    expect(await plans()).toMatchObject([
      { headCommit: HEAD, hash: 'f00d', outcome: 'passed', binding: BINDING },
      { outcome: 'failed', binding: undefined, runId: '4711', runAttempt: 2 },
      { outcome: 'passed', runAttempt: 3 },
    ]);
    expect(await changes()).toMatchObject([
      {
        id: 'pull-7',
        status: 'proposed',
        planHash: 'f00d',
        entries: [
          { type: 'pullRequestOpened' },
          { type: 'planned' },
          { type: 'planned' },
          { type: 'planned' },
        ],
      },
    ]);
  });

  it('counts a plan to the units whose files change, whatever it says', async () => {
    const elsewhere = [{ ...PLAN.stacks[0], unit: 'environments/beta' }];
    const body = { ...PLAN, stacks: elsewhere };
    await post('plans', await issuer.planToken(), body);
    const [entry] = await plugin.ledger.entriesOf(
      REPOSITORY,
      'environments/alpha',
      { limit: 1 },
    );
    expect(entry).toMatchObject({
      type: 'planned',
      units: ['environments/alpha'],
    });
  });

  describe('refuses a plan', () => {
    const otherWorkflow = (file: string) => ({
      job_workflow_ref: `acme/infrastructure/.github/workflows/${file}`,
    });

    it.each<[string, Record<string, unknown>]>([
      ['of another workflow', otherWorkflow('synth.yml@refs/heads/main')],
      [
        'of the workflow that deploys',
        otherWorkflow('deploy.yml@refs/heads/main'),
      ],
      [
        'of the workflow as a branch wrote it',
        otherWorkflow('plan.yml@refs/heads/feature'),
      ],
      [
        'of the workflow in another repository',
        {
          job_workflow_ref:
            'acme/website/.github/workflows/plan.yml@refs/heads/main',
        },
      ],
      ['of another branch', { ref: 'refs/heads/feature' }],
      ['that somebody started by hand', { event_name: 'workflow_dispatch' }],
      ['of a push', { event_name: 'push' }],
      [
        "of the pull request's own run",
        {
          ref: 'refs/pull/7/merge',
          event_name: 'pull_request',
          job_workflow_ref:
            'acme/infrastructure/.github/workflows/plan.yml@refs/pull/7/merge',
        },
      ],
      [
        'of a pull request that runs with the secrets of the branch',
        { ref: 'refs/heads/main', event_name: 'pull_request_target' },
      ],
    ])('%s, and says so in the ledger', async (_, claims) => {
      const answer = await post('plans', await issuer.planToken(claims), PLAN);
      expect(answer.status).toBe(403);
      expect(await plans()).toEqual([]);
      expect(await changes()).toEqual([]);
      expect(await refused()).toEqual([
        `Refused at /v1/plans: ${answer.body.error.message}`,
      ]);
    });

    it('of another repository, of which nobody here need know', async () => {
      const token = await issuer.planToken({ repository: 'acme/website' });
      expect((await post('plans', token, PLAN)).status).toBe(403);
      expect(await refused()).toEqual([]);
    });

    it('by a token that was used before', async () => {
      const token = await issuer.planToken();
      expect((await post('plans', token, PLAN)).status).toBe(201);
      expect((await post('plans', token, PLAN)).status).toBe(401);
      expect(await plans()).toHaveLength(1);
      expect(await refused()).toEqual([
        expect.stringContaining('was used before'),
      ]);
    });

    it.each<[string, Partial<FakePull>, number]>([
      ['that is not there', { number: 8 }, 404],
      ['into another branch', { base: 'develop' }, 404],
      ['with another head', { head: 'b'.repeat(40) }, 409],
      ['that is closed', { closed: true }, 409],
      ['that is merged', { mergedAs: 'c'.repeat(40) }, 409],
    ])('of a pull request %s', async (_, over, status) => {
      github.pulls = [{ ...PULL, ...over }];
      const answer = await post('plans', await issuer.planToken(), PLAN);
      expect(answer.status).toBe(status);
      expect(await plans()).toEqual([]);
      expect(await refused()).toHaveLength(1);
    });

    const many = (count: number) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, n) => [`environments/e-${n}`, HASH]),
      );
    it.each<[string, string]>([
      ['none', JSON.stringify(undefined)],
      ['no hash', '{"unitHashes":{"environments/alpha":"f"},"bindings":{}}'],
      [
        'a prototype as a unit',
        `{"unitHashes":{"__proto__":"${HASH}"},"bindings":{}}`,
      ],
      [
        'a prototype as a unit of stacks',
        `{"unitHashes":{},"bindings":{"__proto__":{}}}`,
      ],
      [
        'a prototype as a stack',
        `{"unitHashes":{},"bindings":{"environments/alpha":{"__proto__":{"content":"${HASH}","change":"${HASH}"}}}}`,
      ],
      [
        'a constructor as a unit',
        `{"unitHashes":{"constructor":"${HASH}"},"bindings":{}}`,
      ],
      [
        'a way out of the folder',
        `{"unitHashes":{"environments/../governance":"${HASH}"},"bindings":{}}`,
      ],
      [
        'a name without an end',
        `{"unitHashes":{"environments/${'x'.repeat(100_000)}":"${HASH}"},"bindings":{}}`,
      ],
      [
        'more than there can be',
        JSON.stringify({ unitHashes: many(5001), bindings: {} }),
      ],
      ['something else beside it', '{"unitHashes":{},"bindings":{},"x":1}'],
    ])('that is bound to %s', async (_, binding) => {
      const rest = JSON.stringify({ ...PLAN, binding: undefined });
      const answer = await request(plugin.server)
        .post(`${API}/plans`)
        .set('Authorization', `Bearer ${await issuer.planToken()}`)
        .set('Content-Type', 'application/json')
        .send(
          binding === undefined
            ? rest
            : `${rest.slice(0, -1)},"binding":${binding}}`,
        );
      expect(answer.status).toBe(400);
      expect(answer.body.error.message.length).toBeLessThan(1_000);
      expect(await plans()).toEqual([]);
      expect(await refused()).toHaveLength(1);
    });
  });

  it('makes the links itself, wherever those of a report lead', async () => {
    const evil = `${'java'}script:alert(1)`;
    await post('deployments', await issuer.token(), { ...DONE, runUrl: evil });
    const plan = { ...PLAN, commentUrl: evil };
    expect((await post('plans', await issuer.planToken(), plan)).status).toBe(
      201,
    );
    const shown = JSON.stringify([
      await changes(),
      (
        await request(plugin.server).get(
          `${API}/entities/default/resource/alpha/health`,
        )
      ).body,
    ]);
    expect(shown).not.toContain(evil);
    expect(shown).toContain(
      'https://github.example.com/acme/infrastructure/actions/runs/4711',
    );
  });

  describe('refuses', () => {
    it.each<[string, () => Promise<string>, number]>([
      ['no JWT', async () => 'nonsense', 401],
      ['another audience', () => issuer.token({ aud: 'aws' }), 401],
      [
        'another issuer',
        () => issuer.token({ iss: 'https://evil.example.com' }),
        401,
      ],
      ['an expired token', () => issuer.token({}, { expiresIn: '-5m' }), 401],
      [
        'a signature by another key',
        async () => {
          const { privateKey } = await generateKeyPair('RS256');
          return issuer.token({}, { key: privateKey });
        },
        401,
      ],
      [
        'a run of another repository',
        () => issuer.token({ repository: 'acme/website' }),
        403,
      ],
      [
        'a run of another repository whose name begins alike',
        () => issuer.token({ repository: 'acme/infrastructure-evil' }),
        403,
      ],
      [
        'a run of another branch',
        () => issuer.token({ ref: 'refs/heads/feature' }),
        403,
      ],
      [
        'a run of a pull request',
        () => issuer.token({ ref: 'refs/pull/7/merge' }),
        403,
      ],
      ['a report of another run', () => issuer.token({ run_id: '1' }), 403],
      [
        'a run of a commit that does not hold the one it says it deployed',
        () => issuer.token({ sha: OLDER }),
        403,
      ],
      [
        'a run of a commit that nobody knows',
        () => issuer.token({ sha: 'e'.repeat(40) }),
        403,
      ],
      [
        'a token that does not say which commit its run is of',
        () => issuer.token({ sha: undefined }),
        401,
      ],
      [
        'a job whose steps stand in another workflow',
        () =>
          issuer.token({
            job_workflow_ref:
              'acme/infrastructure/.github/workflows/lint.yml@refs/heads/main',
          }),
        403,
      ],
      [
        'a job of the same workflow as a branch wrote it',
        () =>
          issuer.token({
            job_workflow_ref:
              'acme/infrastructure/.github/workflows/deploy.yml@refs/heads/feature',
          }),
        403,
      ],
      [
        'a run that a pull request started',
        () => issuer.token({ event_name: 'pull_request_target' }),
        403,
      ],
      [
        'a token that does not say which job it is of',
        () => issuer.token({ job_workflow_ref: undefined }),
        401,
      ],
      [
        'a token that could be used again',
        () => issuer.token({ jti: undefined }),
        401,
      ],
    ])('%s', async (_, makeToken, status) => {
      const answer = await post('deployments', await makeToken(), DONE);
      expect(answer.status).toBe(status);
      expect(await changes()).toEqual([]);
      expect(
        await plugin.deployments.deploymentsOf(REPOSITORY, STACK.unit, {
          limit: 10,
        }),
      ).toEqual([]);
    });

    it('a token that was used before', async () => {
      const token = await issuer.token();
      expect((await post('deployments', token, deployment())).status).toBe(201);
      const again = await post('deployments', token, DONE);
      expect(again.status).toBe(401);
      expect(again.body.error.message).toMatch(/was used before/);
      expect(await changes()).toMatchObject([{ status: 'deploying' }]);
    });

    it.each(['4710-1-deploy', '4711-2-deploy', '47110-1-deploy'])(
      'a deployment under the id %s of another run or attempt',
      async id => {
        const token = await issuer.token();
        const answer = await post('deployments', token, { ...DONE, id });
        expect(answer.status).toBe(403);
      },
    );

    it.each([
      { startedAt: '2999-01-01T00:00:00Z' },
      { finishedAt: '2999-01-01T00:00:00Z' },
      {
        stacks: [
          {
            ...STACK,
            outcome: 'succeeded' as const,
            finishedAt: '2999-01-01T00:00:00Z',
          },
        ],
      },
    ])('times that have not come: %j', async over => {
      const token = await issuer.token();
      const answer = await post('deployments', token, { ...DONE, ...over });
      expect(answer.status).toBe(400);
      expect(answer.body.error.message).toMatch(/has not come yet/);
    });

    it('to read a body before it knows whose it is', async () => {
      const answer = await request(plugin.server)
        .post(`${API}/deployments`)
        .set('Content-Type', 'application/json')
        .send(`{"id": "${'x'.repeat(1_000_000)}`);
      // Neither too large nor no JSON: nobody has looked at it.
      expect(answer.status).toBe(401);
      expect(plugin.auditor.createEvent).not.toHaveBeenCalled();
    });

    it('no token at all', async () => {
      const answer = await request(plugin.server)
        .post(`${API}/deployments`)
        .send(DONE);
      expect(answer.status).toBe(401);
    });

    it.each<[string, object, string]>([
      ['deployments', { ...DONE, outcome: 'splendid' }, '/outcome'],
      ['deployments', { ...DONE, startedAt: 'yesterday' }, '/startedAt'],
      [
        'deployments',
        { ...DONE, commit: undefined },
        " must have required property 'commit'",
      ],
      ['deployments', { ...DONE, id: '' }, '/id'],
      [
        'deployments',
        { ...DONE, stacks: [{ ...DONE.stacks[0], unit: undefined }] },
        "/stacks/0 must have required property 'unit'",
      ],
      ['plans', { ...PLAN, pullRequest: 'seven' }, '/pullRequest'],
      [
        'plans',
        { ...PLAN, hash: undefined },
        " must have required property 'hash'",
      ],
      ['plans', { ...PLAN, findings: [{ severity: 'error' }] }, '/findings/0'],
    ])(
      'from %s what is not of the contract: %j',
      async (route, body, where) => {
        const answer = await post(route, await issuer.token(), body);
        expect(answer.status).toBe(400);
        expect(answer.body.error).toMatchObject({
          name: 'InputError',
          message: expect.stringContaining(`request/body${where}`),
        });
        expect(plugin.auditor.createEvent).not.toHaveBeenCalled();
        expect(await changes()).toEqual([]);
        expect(await refused()).toHaveLength(1);
      },
    );
  });
});

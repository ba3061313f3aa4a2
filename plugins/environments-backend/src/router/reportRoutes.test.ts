import type {
  Change,
  DeploymentReport,
  PlanReport,
} from '@plinth/plugin-environments-common';
import { generateKeyPair } from 'jose';
import request from 'supertest';
import { ACCOUNT, REGION } from '../__testUtils__/awsAnswers';
import { environmentEntity } from '../__testUtils__/entities';
import { startPlugin, StartedPlugin } from '../__testUtils__/startPlugin';
import { TestIssuer } from '../__testUtils__/TestIssuer';

const API = '/api/environments/v1';
const COMMIT = 'c'.repeat(40);
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

const PLAN: PlanReport = {
  pullRequest: 7,
  headCommit: 'a'.repeat(40),
  hash: 'f00d',
  outcome: 'passed',
  stacks: [{ ...STACK, templateSha256: 'beef', changes: [] }],
  findings: [],
};

describe('reports of pipeline runs', () => {
  let issuer: TestIssuer;
  let plugin: StartedPlugin;

  beforeAll(async () => {
    issuer = await TestIssuer.start();
  });
  afterAll(() => issuer.close());

  beforeEach(async () => {
    plugin = await startPlugin({
      entities: [environmentEntity('alpha')],
      issuer: issuer.url,
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

  it('records a plan of the pull request that the run is for', async () => {
    for (const body of [PLAN, PLAN]) {
      const token = await issuer.token({ ref: 'refs/pull/7/merge' });
      expect((await post('plans', token, body)).status).toBe(201);
    }
    expect(await changes()).toMatchObject([
      {
        id: 'pull-7',
        status: 'proposed',
        planHash: 'f00d',
        entries: [{ type: 'planned' }],
      },
    ]);
  });

  it('makes the links itself, wherever those of a report lead', async () => {
    const evil = `${'java'}script:alert(1)`;
    await post('deployments', await issuer.token(), { ...DONE, runUrl: evil });
    const plan = { ...PLAN, commentUrl: evil };
    const token = await issuer.token({ ref: 'refs/pull/7/merge' });
    expect((await post('plans', token, plan)).status).toBe(201);
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
      expect((await plugin.ledger.head()).size).toBe(0);
    });

    it('a token that was used before', async () => {
      const token = await issuer.token();
      expect((await post('deployments', token, deployment())).status).toBe(201);
      const again = await post('deployments', token, DONE);
      expect(again.status).toBe(401);
      expect(again.body.error.message).toMatch(/was used before/);
      expect(await changes()).toMatchObject([{ status: 'deploying' }]);
    });

    it('a deployment under the id of another run', async () => {
      const answer = await post('deployments', await issuer.token(), {
        ...DONE,
        id: '4710-1-deploy',
      });
      expect(answer.status).toBe(403);
    });

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

    it('a plan of another pull request, or from main', async () => {
      for (const ref of ['refs/pull/8/merge', 'refs/heads/main']) {
        const token = await issuer.token({ ref });
        expect((await post('plans', token, PLAN)).status).toBe(403);
      }
      expect(await changes()).toEqual([]);
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
        expect((await plugin.ledger.head()).size).toBe(0);
      },
    );
  });
});

import type { Entity } from '@backstage/catalog-model';
import request from 'supertest';
import { FakeGitHub, FakePull, idOf } from '../__testUtils__/FakeGitHub';
import { startPlugin, StartedPlugin } from '../__testUtils__/startPlugin';
import { TestIssuer } from '../__testUtils__/TestIssuer';

const HEAD = 'a'.repeat(40);
const HASH = 'f'.repeat(64);
const BINDING = { unitHashes: { 'environments/alpha': HASH }, bindings: {} };
const account = (login: string) => ({ login, id: idOf(login) });

const PULL: FakePull = {
  number: 7,
  head: HEAD,
  author: 'engineer',
  baseCommit: 'main-1',
  updatedAt: '2026-05-02T10:00:00Z',
  files: [{ filename: 'environments/alpha/environment.json' }],
};

/** The description of a pull request that somebody asks for. */
const asked = (requester: string) =>
  `Please.\n<!-- plinth:request {"requester":"${requester}","template":"new-environment","entity":"resource:default/alpha","task":"1"} -->`;

function user(name: string, annotations: Record<string, string>): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'User',
    metadata: { name, namespace: 'default', annotations },
    spec: { memberOf: [] },
  };
}

describe('what an approval depends on', () => {
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
    github.teams = { platform: ['admin', 'engineer'] };
    github.commits = [
      {
        sha: 'main-1',
        parents: [],
        tree: {
          '.github/CODEOWNERS':
            '* @acme/platform\ngovernance/ @admin\nREADME.md\n',
        },
      },
      // What the pull request itself makes of the file.
      { sha: HEAD, parents: ['main-1'], tree: { CODEOWNERS: '* @developer' } },
    ];
    plugin = await startPlugin({
      entities: [
        user('jo', {
          'github.com/user-login': 'developer',
          'github.com/user-id': '3',
        }),
        user('signed-in', {
          'github.com/user-login': 'developer',
          'github.com/user-id': 'U_kgAD',
        }),
        user('engineer', {}),
      ],
      issuer: issuer.url,
      github: github.url,
    });
  });
  afterEach(() => plugin.stop());

  const get = async (
    claims: Record<string, unknown> = {},
    path = `7/approval?head=${HEAD}`,
  ) =>
    request(plugin.server)
      .get(`/api/environments/v1/pull-requests/${path}`)
      .set('Authorization', `Bearer ${await issuer.token(claims)}`);

  const report = async (body: object, attempt: string) =>
    request(plugin.server)
      .post('/api/environments/v1/plans')
      .set(
        'Authorization',
        `Bearer ${await issuer.planToken({ run_attempt: attempt })}`,
      )
      .send({
        pullRequest: 7,
        headCommit: HEAD,
        hash: HASH,
        outcome: 'passed',
        stacks: [],
        findings: [],
        binding: BINDING,
        ...body,
      })
      .expect(201);

  it('is what the portal recorded, and what GitHub says of the branch', async () => {
    github.pulls[0] = { ...PULL, head: 'b'.repeat(40) };
    await report({ headCommit: 'b'.repeat(40) }, '1');
    github.pulls[0] = PULL;
    await report({}, '2');
    await report({ outcome: 'failed', binding: undefined }, '3');
    await report({}, '4');
    const recordedAt = expect.stringMatching(/^\d{4}-.*Z$/);
    const plan = { hash: HASH, runId: '4711', recordedAt };
    const answer = await get();
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      pullRequest: 7,
      head: HEAD,
      plans: [
        { ...plan, outcome: 'passed' },
        { ...plan, outcome: 'failed' },
        { ...plan, outcome: 'passed', binding: BINDING },
      ],
      requester: account('engineer'),
      rules: [
        {
          path: 'environments/alpha/environment.json',
          owners: [account('admin'), account('engineer')],
        },
      ],
    });
    expect(plugin.auditor.createEvent).toHaveBeenLastCalledWith(
      expect.objectContaining({ eventId: 'approval-read' }),
    );
  });

  it('names an owner for every changed path, also for where a file was', async () => {
    github.pulls[0] = {
      ...PULL,
      files: [
        {
          filename: 'environments/alpha/phase.yaml',
          previous_filename: 'governance/phase.yaml',
        },
        { filename: 'environments/alpha/stack.ts' },
        { filename: 'README.md' },
      ],
    };
    expect((await get()).body.rules).toEqual([
      {
        path: 'environments/alpha/phase.yaml',
        owners: [account('admin'), account('engineer')],
      },
      { path: 'governance/phase.yaml', owners: [{ login: 'admin' }] },
      { path: 'README.md', owners: [] },
    ]);
  });

  it.each<[string, () => void, string]>([
    [
      'the portal may not read a team',
      () => {
        github.teams = {};
      },
      'environments/alpha/environment.json',
    ],
    [
      'it is a team of another organization',
      () => {
        github.commits[0].tree = { CODEOWNERS: '* @admin @other/platform' };
      },
      'environments/alpha/environment.json',
    ],
    [
      'it is an e-mail address',
      () => {
        github.commits[0].tree = { CODEOWNERS: '* @admin jo@example.com' };
      },
      'environments/alpha/environment.json',
    ],
    [
      'GitHub does not list all that changes',
      () => {
        github.pulls[0] = { ...PULL, changedFiles: 3_001 };
      },
      'the files that GitHub does not list',
    ],
  ])('says that nobody knows the owners when %s', async (_, prepare, path) => {
    prepare();
    expect((await get()).body.rules).toContainEqual({ path, owners: null });
  });

  describe('names who asked', () => {
    const requester = async () => (await get()).body.requester;
    const ofPortal = (body: string) => ({
      ...PULL,
      author: 'plinth-bot',
      body,
    });

    it.each(['jo', 'signed-in'])(
      'by their account at GitHub: %s',
      async name => {
        github.pulls[0] = ofPortal(asked(`user:default/${name}`));
        expect(await requester()).toEqual({ login: 'developer', id: 3 });
      },
    );

    it('by their name where the catalog knows no account', async () => {
      github.pulls[0] = ofPortal(asked('user:default/engineer'));
      expect(await requester()).toEqual({ login: 'engineer' });
    });

    it('by what was recorded first, whatever is written over it', async () => {
      github.pulls[0] = ofPortal(asked('user:default/jo'));
      await report({}, '1');
      github.pulls[0] = {
        ...ofPortal(asked('user:default/engineer')),
        edited: true,
      };
      expect(await requester()).toEqual({ login: 'developer', id: 3 });
    });

    it('not at all when the description was edited before it was read first', async () => {
      github.pulls[0] = {
        ...ofPortal(asked('user:default/engineer')),
        edited: true,
      };
      await report({}, '1');
      expect(await requester()).toBeNull();
    });

    it('as whoever opened it, whatever they write into its description', async () => {
      github.pulls[0] = { ...PULL, body: asked('user:default/jo') };
      expect(await requester()).toEqual(account('engineer'));
    });

    it.each(['Please.', asked('user:default/nobody')])(
      'not at all when nobody can tell: %s',
      async body => {
        github.pulls[0] = ofPortal(body);
        expect(await requester()).toBeNull();
      },
    );
  });

  describe('is refused', () => {
    const workflow = (file: string) => ({
      job_workflow_ref: `acme/infrastructure/.github/workflows/${file}`,
    });

    it.each<[string, Record<string, unknown>, number]>([
      ['to another repository', { repository: 'acme/website' }, 403],
      ['to another branch', { ref: 'refs/heads/feature' }, 403],
      ['to the workflow that plans', workflow('plan.yml@refs/heads/main'), 403],
      [
        'to the workflow as a branch wrote it',
        workflow('deploy.yml@refs/heads/feature'),
        403,
      ],
      [
        'to a run of a pull request',
        { event_name: 'pull_request', ref: 'refs/pull/7/merge' },
        403,
      ],
      ['to nobody in particular', { aud: 'aws' }, 401],
    ])('%s', async (_, claims, status) => {
      expect((await get(claims)).status).toBe(status);
    });

    it('for a token that was used before', async () => {
      const token = await issuer.token();
      const ask = () =>
        request(plugin.server)
          .get(`/api/environments/v1/pull-requests/7/approval?head=${HEAD}`)
          .set('Authorization', `Bearer ${token}`);
      expect((await ask()).status).toBe(200);
      expect((await ask()).status).toBe(401);
      expect(await plugin.refusals()).toHaveLength(1);
    });

    it.each<[string, string, number]>([
      ['for a head that is not its', `7/approval?head=${'b'.repeat(40)}`, 409],
      ['for a pull request that is not there', `8/approval?head=${HEAD}`, 404],
      ['for a number that is none', `0/approval?head=${HEAD}`, 400],
      ['without a head', '7/approval', 400],
    ])('%s', async (_, path, status) => {
      expect((await get({}, path)).status).toBe(status);
      expect(await plugin.refusals()).toHaveLength(1);
    });

    it('for a pull request into another branch', async () => {
      github.pulls[0] = { ...PULL, base: 'develop' };
      expect((await get()).status).toBe(404);
    });
  });
});

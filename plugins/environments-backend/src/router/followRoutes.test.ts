import { mockCredentials } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import request from 'supertest';
import { engines } from '../__testUtils__/databases';
import { environmentEntity } from '../__testUtils__/entities';
import { FakeGitHub, idOf } from '../__testUtils__/FakeGitHub';
import { deployedStack, deploymentReport } from '../__testUtils__/reports';
import { PLACE, stackReading } from '../__testUtils__/stackReading';
import {
  REPOSITORY,
  startPlugin,
  StartedPlugin,
} from '../__testUtils__/startPlugin';
import type { StoredPullRequest } from '../store';

const API = '/api/environments/v1';
const HEAD = 'a'.repeat(40);
const MERGE = 'd'.repeat(40);
const HASH = 'f'.repeat(64);
const now = Date.now();
const ago = (minutes: number) => new Date(now - minutes * 60_000).toISOString();
const account = (login: string) => ({ login, id: idOf(login) });

function user(name: string, groups: string[] = []): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'User',
    metadata: { name, namespace: 'default' },
    spec: { memberOf: groups },
  };
}

const pull = (
  number: number,
  over: Partial<StoredPullRequest> = {},
  units = ['environments/alpha'],
): StoredPullRequest => ({
  repository: REPOSITORY,
  number,
  title: `Change ${number}`,
  url: `https://${REPOSITORY}/pull/${number}`,
  state: 'open',
  author: 'portal',
  headSha: HEAD,
  createdAt: ago(60),
  updatedAt: ago(60),
  request: {
    requester: 'user:default/mock',
    template: 'change-environment',
    entity: 'resource:default/alpha',
    task: `task-${number}`,
  },
  evidence: {
    authors: [],
    reviews: [],
    rules: [{ path: 'environments/alpha', owners: [account('admin')] }],
    writers: ['admin'],
    requester: account('mock'),
  },
  content: {
    units,
    answers: units.map(unit => ({ unit, field: 'owner', after: 'claims' })),
    files: 1,
  },
  ...over,
});

describe.each(engines)('following requests on %s', (_, createDatabase) => {
  let plugin: StartedPlugin;
  let github: FakeGitHub;
  const denied = new Set<string>();

  beforeAll(async () => {
    github = await FakeGitHub.start();
    plugin = await startPlugin({
      createDatabase,
      github: github.url,
      entities: [
        environmentEntity('alpha'),
        environmentEntity('secret'),
        {
          ...environmentEntity('mine'),
          relations: [{ type: 'ownedBy', targetRef: 'user:default/mock' }],
        },
        user('mock'),
        user('admin'),
      ],
      decide: (permission, ref) =>
        !denied.has(permission) && !denied.has(`${permission} ${ref}`),
    });
    const theirs = {
      requester: 'user:default/admin',
      template: 't',
      entity: 'e',
      task: 'x',
    };
    for (const each of [
      pull(1),
      pull(2, { request: theirs }, [
        'environments/alpha',
        'environments/secret',
      ]),
      pull(3, {}, ['environments/coming']),
      pull(4, { request: theirs }, ['environments/coming']),
      pull(5, { request: undefined, author: 'mock', content: undefined }),
      pull(6, { state: 'merged', mergeCommit: MERGE, closedAt: ago(30) }),
      pull(7, { request: theirs, content: undefined }),
    ]) {
      await plugin.repositories.putPullRequest(each);
    }
    for (const number of [1, 6]) {
      await plugin.plans.addPlan({
        repository: REPOSITORY,
        pullRequest: number,
        headCommit: HEAD,
        hash: HASH,
        outcome: 'passed',
        recordedAt: ago(50),
        runId: '3',
        runAttempt: 1,
      });
    }
    await plugin.ledger.append(
      [
        {
          key: 'planned',
          type: 'planned',
          at: ago(50),
          repository: REPOSITORY,
          units: ['environments/alpha'],
          pullRequest: 1,
          summary: 'Plan changes 2 resources',
          url: 'https://plan',
          details: {
            hash: HASH,
            headCommit: HEAD,
            outcome: 'passed',
            findings: 0,
            stacks: [{ stackName: 'alpha', changes: 2, monthlyCostDelta: 4.5 }],
          },
        },
        {
          key: `pull-request:${REPOSITORY}#7`,
          type: 'pullRequestOpened',
          at: ago(60),
          repository: REPOSITORY,
          units: ['environments/secret'],
          pullRequest: 7,
          summary: 'Opened',
        },
        {
          key: 'merged-6',
          type: 'merged',
          at: ago(30),
          repository: REPOSITORY,
          units: ['environments/alpha'],
          pullRequest: 6,
          commit: MERGE,
          actor: 'admin',
          summary: 'Merged by admin',
        },
      ],
      { at: new Date(now) },
    );
    await plugin.stacks.replaceStacks(PLACE, [stackReading('alpha')], {
      at: new Date(now),
    });
    await plugin.stackEvents.addEvents(
      [20, 40].map(minutes => ({
        stackId: 'arn:alpha',
        id: `event-${minutes}`,
        at: ago(minutes),
        logicalId: 'Database',
        resourceType: 'AWS::RDS::DBInstance',
        status: 'UPDATE_COMPLETE',
      })),
    );
    await plugin.deployments.putDeployment(
      {
        repository: REPOSITORY,
        units: ['environments/alpha'],
        report: deploymentReport({
          commit: MERGE,
          startedAt: ago(25),
          finishedAt: ago(15),
          stacks: [deployedStack('alpha')],
        }),
      },
      { at: new Date(now) },
    );
  });
  afterAll(async () => {
    await plugin?.stop();
    await github?.close();
  });
  afterEach(() => denied.clear());

  const get = (route: string) => request(plugin.server).get(`${API}${route}`);
  const story = (number: number) =>
    get(`/requests/acme/infrastructure/${number}`);
  const nudge = (number: number) =>
    request(plugin.server).post(
      `${API}/requests/acme/infrastructure/${number}/nudge`,
    );

  it('tells what is asked, what it would change and whose turn it is', async () => {
    const { status, body } = await story(1);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      number: 1,
      phase: 'review',
      requester: 'user:default/mock',
      template: 'change-environment',
      turn: { role: 'reviewers', who: ['user:default/admin'] },
      answers: [
        { unit: 'environments/alpha', field: 'owner', after: 'claims' },
      ],
      plan: {
        ofHead: true,
        summary: 'Plan changes 2 resources',
        url: 'https://plan',
        stacks: [{ stackName: 'alpha', changes: 2, monthlyCostDelta: 4.5 }],
      },
      missing: ['environments/alpha needs an approval of admin'],
      nudge: { allowed: true },
      freshness: { stale: true },
    });
  });

  it('tells what runs of it, with the events since the merge alone', async () => {
    const { body } = await story(6);
    expect(body).toMatchObject({
      state: 'merged',
      commit: { sha: MERGE },
      deployments: [
        {
          unit: 'environments/alpha',
          deployment: { outcome: 'succeeded' },
          health: { status: expect.any(String) },
        },
      ],
    });
    expect(
      body.deployments[0].events.map(({ id }: { id: string }) => id),
    ).toEqual(['event-20']);
  });

  it('is there for a pull request that somebody made by hand, and says what is not known of it', async () => {
    const { body } = await story(5);
    expect(body).toMatchObject({
      requester: 'user:default/mock',
      author: 'user:default/mock',
      units: [],
    });
    expect(body).not.toHaveProperty('answers');
    expect(body).not.toHaveProperty('task');
  });

  it.each([
    ['requests/acme/elsewhere/1', 404],
    ['requests/acme/infrastructure/99', 404],
    ['requests/acme/infrastructure/0', 400],
    ['requests/acme/infrastructure/x', 400],
    ['tasks/none/request', 404],
  ])('answers to %s with %i', async (route, expected) => {
    expect((await get(`/${route}`)).status).toBe(expected);
  });

  it('answers 401 to nobody', async () => {
    const answer = await story(1).set(
      'Authorization',
      mockCredentials.none.header(),
    );
    expect(answer.status).toBe(401);
  });

  it('is for who may read the changes of all of its units, those in the ledger too', async () => {
    expect((await story(2)).status).toBe(200);
    denied.add('environments.changes.read resource:default/secret');
    for (const number of [2, 7]) {
      const answer = await story(number);
      expect(answer.status).toBe(403);
      expect(JSON.stringify(answer.body)).not.toContain(`Change ${number}`);
    }
    expect((await story(1)).status).toBe(200);
  });

  it('of a unit that the catalog does not have yet is for who asked, and for who may read everything', async () => {
    // The policy of the test decides on each entity, so that nobody may read everything.
    expect((await story(3)).status).toBe(200);
    expect((await story(4)).status).toBe(403);
  });

  it('leads from the task to its request, for who may see that', async () => {
    expect((await get('/tasks/task-1/request')).body).toEqual({
      owner: 'acme',
      repo: 'infrastructure',
      number: 1,
    });
    denied.add('environments.changes.read resource:default/alpha');
    expect((await get('/tasks/task-1/request')).status).toBe(403);
  });

  it('mentions those whose turn it is once a day, in the comment of the portal', async () => {
    denied.add('environments.environment.update resource:default/alpha');
    // Somebody else’s, by who may not ask for changes there.
    await plugin.repositories.putPullRequest(
      pull(8, {
        request: {
          requester: 'user:default/admin',
          template: 't',
          entity: 'e',
          task: 'y',
        },
      }),
    );
    expect((await nudge(8)).status).toBe(403);

    const answers = await Promise.all([nudge(1), nudge(1), nudge(1)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    expect(github.comments).toEqual([
      {
        number: 1,
        body: expect.stringMatching(
          /^@admin: it is your turn\.[^]*portal\.example\.com\/environments\/requests\/acme\/infrastructure\/1/,
        ),
      },
    ]);
    expect((await story(1)).body.nudge).toMatchObject({ allowed: false });
    expect((await nudge(6)).status).toBe(409);
    expect(plugin.auditor.createEvent).toHaveBeenCalledWith(
      expect.objectContaining({ eventId: 'request-nudge' }),
    );
  });

  it('keeps the right to mention them when GitHub refuses the comment', async () => {
    github.comments = undefined;
    await plugin.plans.addPlan({
      repository: REPOSITORY,
      pullRequest: 3,
      headCommit: HEAD,
      hash: HASH,
      outcome: 'passed',
      recordedAt: ago(50),
      runId: '3',
      runAttempt: 1,
    });
    expect((await nudge(3)).status).toBeGreaterThanOrEqual(400);
    github.comments = [];
    expect((await nudge(3)).status).toBe(200);
  });

  describe('the home page', () => {
    it('has what I asked for, and what happened lately to units of mine', async () => {
      const minutesOfDays = (days: number) => days * 24 * 60;
      await plugin.ledger.append(
        [1, 30.5, 40].map(days => ({
          key: `merged ${days} days ago`,
          type: 'merged' as const,
          at: ago(minutesOfDays(days)),
          repository: REPOSITORY,
          units: ['environments/mine'],
          summary: `Merged ${days} days ago`,
        })),
        { at: new Date(now) },
      );
      const { status, body } = await get('/home');
      expect(status).toBe(200);
      expect(
        body.requests.map(({ number }: { number: number }) => number),
      ).toEqual([6, 5, 3, 1]);
      expect(body.units).toMatchObject([{ name: 'mine' }]);
      expect(body.monthToDate).toBeNull();
      // What was read late is news, but not all that a new portal reads.
      expect(body.changes).toMatchObject({
        items: [
          { summary: 'Merged 1 days ago' },
          { summary: 'Merged 30.5 days ago' },
        ],
        more: false,
      });
    });

    it('leaves out requests whose units the caller may not read', async () => {
      denied.add('environments.changes.read resource:default/alpha');
      const { body } = await get('/home');
      expect(
        body.requests.map(({ number }: { number: number }) => number),
      ).toEqual([5, 3]);
    });

    it('is for people, and tells no future', async () => {
      const service = await get('/home').set(
        'Authorization',
        mockCredentials.service.header(),
      );
      expect(service.status).toBe(403);
      expect((await get('/home?since=2999-01-01T00:00:00Z')).status).toBe(400);
      expect((await get('/home?since=yesterday')).status).toBe(400);
    });
  });
});

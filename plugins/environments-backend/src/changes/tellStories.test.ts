import type {
  Change,
  Commit,
  DeploymentReport,
} from '@plinth/plugin-environments-common';
import type { Review } from '@plinth/repository';
import fc from 'fast-check';
import { deployedStack, deploymentReport } from '../__testUtils__/reports';
import { REPOSITORY } from '../__testUtils__/repository';
import type { LedgerEntry } from '../ledger/Ledger';
import type { ApprovalEvidence, StoredPlan, StoredPullRequest } from '../store';
import { buildChanges } from '../__testUtils__/buildChanges';

const UNIT = 'environments/claims';
const MINUTE = 60_000;

const REQUEST = {
  requester: 'user:default/jo',
  template: 'new-environment',
  entity: 'resource:default/claims',
  task: '1',
};

/** An example commit: 40 hex digits that begin with the letter. */
const sha = (letter: string) => letter.repeat(40);

/** A moment, counted in minutes. */
const at = (minute: number) =>
  new Date(Date.UTC(2026, 4, 10) + minute * MINUTE).toISOString();

type Fact = Pick<LedgerEntry, 'type' | 'at'> & Partial<LedgerEntry>;

function fact(type: Fact['type'], minute: number, rest: Partial<Fact> = {}) {
  return { type, at: at(minute), ...rest };
}

const merged = (pullRequest: number, letter: string, minute: number) =>
  fact('merged', minute, { pullRequest, commit: sha(letter) });
const pushed = (letter: string, minute: number) =>
  fact('merged', minute, { commit: sha(letter) });
const opened = (pullRequest: number, minute: number) =>
  fact('pullRequestOpened', minute, { pullRequest });
const edited = (minute: number) => fact('consoleEdit', minute);
/** A call to CloudFormation outside the pipeline. */
const called = (minute: number, clientToken?: string) =>
  fact('consoleEdit', minute, {
    actor: 'user/operator',
    details: {
      eventSource: 'cloudformation.amazonaws.com',
      stack: 'claims',
      ...(clientToken ? { clientToken } : {}),
    },
  });

/** An event of the unit's stack; the pipeline's token names the commit, the provenance does after a success. */
function stackEvent(
  minute: number,
  status: string,
  from: {
    token?: string;
    run?: string;
    provenance?: string;
    clientToken?: string;
  } = {},
) {
  return fact('stackEvent', minute, {
    ...(from.provenance ? { commit: sha(from.provenance) } : {}),
    details: {
      stack: 'claims',
      resourceType: 'AWS::CloudFormation::Stack',
      status,
      ...(from.token ? { commitPrefix: sha(from.token).slice(0, 12) } : {}),
      ...(from.run ? { run: from.run } : {}),
      ...(from.clientToken ? { clientToken: from.clientToken } : {}),
    },
  });
}

/** The report of a run that deployed the unit's stack of a commit. */
function deployment(
  letter: string,
  from: number,
  to?: number,
  overrides: Partial<DeploymentReport> = {},
): DeploymentReport {
  return deploymentReport({
    id: `deployment-${letter}-${from}`,
    commit: sha(letter),
    outcome: to === undefined ? 'running' : 'succeeded',
    startedAt: at(from),
    finishedAt: to === undefined ? undefined : at(to),
    stacks: [
      deployedStack('claims', {
        outcome: to === undefined ? 'running' : 'succeeded',
      }),
    ],
    ...overrides,
  });
}

/** The fact that somebody approved pull request 7 at a minute, which is the number of the review as well. */
const approved = (minute: number, actor: string) =>
  fact('approved', minute, {
    key: `approved:${REPOSITORY.fullName}#7/${minute}`,
    pullRequest: 7,
    actor,
    summary: `Approved by ${actor}`,
  });

function review(
  minute: number,
  login: string,
  overrides: Partial<Review> = {},
): Review {
  return {
    id: minute,
    reviewer: { login },
    state: 'APPROVED',
    commit: 'head',
    submittedAt: at(minute),
    ...overrides,
  };
}

/** Kim and Robin own all that is changed, and Jo asked for it. */
function evidence(
  reviews: Review[],
  overrides: Partial<ApprovalEvidence> = {},
): ApprovalEvidence {
  return {
    reviews,
    authors: [],
    requester: { login: 'jo' },
    rules: [
      {
        path: 'environments/claims/environment.json',
        owners: [{ login: 'kim' }, { login: 'robin' }],
      },
    ],
    writers: ['kim', 'robin', 'jo'],
    ...overrides,
  };
}

/** A plan of the head of pull request 7. */
function plan(minute: number, overrides: Partial<StoredPlan> = {}): StoredPlan {
  return {
    repository: REPOSITORY.fullName,
    pullRequest: 7,
    headCommit: 'head',
    hash: 'f00d',
    outcome: 'passed',
    recordedAt: at(minute),
    runId: '1',
    runAttempt: 1,
    ...overrides,
  };
}

function toEntries(facts: Fact[]): LedgerEntry[] {
  return facts.map((given, seq) => ({
    key: `fact-${seq}`,
    repository: REPOSITORY.fullName,
    units: [UNIT],
    summary: `${given.type} at ${given.at}`,
    leafHash: '',
    recordedAt: given.at,
    seq,
    ...given,
  }));
}

interface World {
  facts: Fact[];
  deployments?: DeploymentReport[];
  pulls?: StoredPullRequest[];
  plans?: StoredPlan[];
  /** Minutes at which commits were made, by letter. */
  commits?: Record<string, number>;
}

const pullLink = (number: number) =>
  expect.objectContaining({ number, url: `${REPOSITORY.url}/pull/${number}` });

function pull(
  number: number,
  overrides: Partial<StoredPullRequest> = {},
): StoredPullRequest {
  return {
    repository: REPOSITORY.fullName,
    number,
    title: `Pull request ${number}`,
    url: `${REPOSITORY.url}/pull/${number}`,
    state: 'open',
    author: 'developer',
    headSha: 'head',
    createdAt: at(0),
    updatedAt: at(0),
    ...overrides,
  };
}

function build(world: World, entries = toEntries(world.facts)): Change[] {
  return buildChanges({
    repository: REPOSITORY,
    unit: UNIT,
    entries,
    deployments: world.deployments ?? [],
    plans: world.plans ?? [],
    pullRequests: new Map((world.pulls ?? []).map(p => [p.number, p])),
    commits: new Map(
      Object.entries(world.commits ?? {}).map(([letter, minute]) => [
        sha(letter),
        {
          sha: sha(letter),
          url: `${REPOSITORY.url}/commit/${sha(letter)}`,
          message: `Commit ${letter}\n\nIn detail`,
          committedAt: at(minute),
        } satisfies Commit,
      ]),
    ),
  });
}

/** A change in short: its id (the letter of a commit), status, and the minutes of its facts. */
function outline(changes: Change[]) {
  return changes.map(({ id, status, entries }) => [
    /^(.)\1{39}$/.test(id) ? id[0] : id,
    status,
    entries.map(e => (Date.parse(e.at) - Date.parse(at(0))) / MINUTE),
  ]);
}

describe('buildChanges', () => {
  it.each<[string, World, unknown[]]>([
    ['nothing', { facts: [] }, []],
    [
      'a request that is open, and one that was closed',
      {
        facts: [
          fact('requested', 1, { pullRequest: 7 }),
          opened(7, 2),
          opened(8, 3),
        ],
        pulls: [pull(7), pull(8, { state: 'closed' })],
      },
      [
        ['pull-8', 'closed', [3]],
        ['pull-7', 'proposed', [1, 2]],
      ],
    ],
    [
      'merges whose runs ended before they deployed, were rejected, or were run again',
      {
        facts: [
          merged(7, 'a', 1),
          fact('runFailed', 2, { commit: sha('a') }),
          merged(8, 'b', 3),
          fact('runCancelled', 4, { commit: sha('b') }),
          merged(9, 'c', 5),
          fact('runFailed', 6, { commit: sha('c') }),
          fact('deploymentRejected', 7, { commit: sha('c') }),
          merged(10, 'd', 8),
          fact('deploymentRejected', 9, { commit: sha('d') }),
          fact('deploymentApproved', 10, { commit: sha('d') }),
          merged(11, 'e', 11),
          fact('runFailed', 12, { commit: sha('e') }),
          fact('deploymentFinished', 14, { commit: sha('e') }),
        ],
        deployments: [deployment('e', 13, 14)],
      },
      [
        ['e', 'deployed', [11, 12, 14]],
        ['d', 'merged', [8, 9, 10]],
        ['c', 'rejected', [5, 6, 7]],
        ['b', 'cancelled', [3, 4]],
        ['a', 'failed', [1, 2]],
      ],
    ],
    [
      'a change from request to deployment',
      {
        facts: [
          opened(7, 1),
          fact('planned', 2, { pullRequest: 7 }),
          fact('approved', 3, { pullRequest: 7 }),
          merged(7, 'a', 4),
          fact('deploymentStarted', 5, { commit: sha('a') }),
          stackEvent(6, 'UPDATE_COMPLETE'),
          fact('deploymentFinished', 7, { commit: sha('a') }),
        ],
        deployments: [deployment('a', 5, 7)],
      },
      [['a', 'deployed', [1, 2, 3, 4, 5, 6, 7]]],
    ],
    [
      'a merge that nobody has deployed',
      { facts: [merged(7, 'a', 1)] },
      [['a', 'merged', [1]]],
    ],
    [
      'a push without a pull request',
      {
        facts: [pushed('a', 1), stackEvent(3, 'CREATE_COMPLETE')],
        deployments: [deployment('a', 2, 4)],
      },
      [['a', 'deployed', [1, 3]]],
    ],
    [
      'a run that goes on, after one that failed',
      {
        facts: [merged(7, 'a', 1)],
        deployments: [
          deployment('a', 9),
          deployment('a', 2, 3, { outcome: 'failed' }),
        ],
      },
      [['a', 'deploying', [1]]],
    ],
    [
      'a run in which another unit failed, too',
      {
        facts: [merged(7, 'a', 1)],
        deployments: [
          deployment('a', 2, 3, {
            outcome: 'failed',
            stacks: [
              deployedStack('claims', { outcome: 'rolledBack' }),
              deployedStack('billing', { outcome: 'failed' }),
            ],
          }),
        ],
      },
      [['a', 'rolledBack', [1]]],
    ],
    [
      'several merges in one run, each deployed in its turn',
      {
        facts: [
          merged(7, 'a', 1),
          merged(8, 'b', 2),
          stackEvent(4, 'UPDATE_IN_PROGRESS', { token: 'a' }),
          // Within the minute in which the next one may begin.
          stackEvent(5, 'UPDATE_COMPLETE', { token: 'a' }),
          stackEvent(5.5, 'UPDATE_IN_PROGRESS', { token: 'b' }),
          stackEvent(6.5, 'UPDATE_COMPLETE', { token: 'b' }),
        ],
        deployments: [deployment('b', 5.4, 7), deployment('a', 3, 5.2)],
      },
      [
        ['b', 'deployed', [2, 5.5, 6.5]],
        ['a', 'deployed', [1, 4, 5]],
      ],
    ],
    [
      'a run of a later commit that touched other units',
      {
        facts: [
          merged(7, 'a', 1),
          merged(8, 'b', 3),
          fact('deploymentStarted', 6, { commit: sha('c') }),
          stackEvent(7, 'UPDATE_COMPLETE', { provenance: 'c' }),
        ],
        deployments: [deployment('c', 6, 8)],
        commits: { c: 5 },
      },
      [
        ['c', 'deployed', [6, 7]],
        ['b', 'merged', [3]],
        ['a', 'merged', [1]],
      ],
    ],
    [
      'a change of another folder that reaches the unit and leaves it as it is',
      {
        facts: [
          merged(7, 'a', 1),
          fact('deploymentFinished', 8, {
            commit: sha('c'),
            pullRequest: 9,
          }),
        ],
        deployments: [
          deployment('a', 2, 3),
          deployment('c', 6, 8, {
            pullRequest: 9,
            stacks: [deployedStack('claims', { outcome: 'unchanged' })],
          }),
        ],
        commits: { c: 5 },
      },
      [
        ['c', 'unchanged', [8]],
        ['a', 'deployed', [1]],
      ],
    ],
    [
      'a change whose pull request was planned for the unit without a change of its folder',
      {
        facts: [
          fact('planned', 2, { pullRequest: 9 }),
          fact('deploymentFinished', 8, { commit: sha('c'), pullRequest: 9 }),
        ],
        deployments: [deployment('c', 6, 8, { pullRequest: 9 })],
        commits: { c: 5 },
      },
      [['c', 'deployed', [2, 8]]],
    ],
    [
      'a second attempt, which finds it deployed already',
      {
        facts: [merged(7, 'a', 1)],
        deployments: [
          deployment('a', 2, 3),
          deployment('a', 5, 6, {
            stacks: [deployedStack('claims', { outcome: 'unchanged' })],
          }),
        ],
      },
      [['a', 'deployed', [1]]],
    ],
    [
      'an update by hand with a token, whatever the stack says, and never under the last pull request',
      {
        facts: [
          merged(7, 'a', 1),
          stackEvent(30, 'UPDATE_IN_PROGRESS', {
            clientToken: 'exec-1',
            provenance: 'a',
          }),
          stackEvent(31, 'UPDATE_COMPLETE', {
            clientToken: 'exec-1',
            provenance: 'a',
          }),
          called(29.9, 'exec-1'),
        ],
        deployments: [deployment('a', 2, 4)],
      },
      [
        ['ledger-3', 'outOfBand', [29.9, 30, 31]],
        ['a', 'deployed', [1]],
      ],
    ],
    [
      'an update by hand that calls itself a run of the pipeline',
      {
        facts: [
          merged(7, 'a', 1),
          stackEvent(3, 'UPDATE_COMPLETE', {
            token: 'a',
            clientToken: 'plinth-aaaaaaaaaaaa-1',
          }),
          called(2.9, 'plinth-aaaaaaaaaaaa-1'),
        ],
      },
      [
        ['ledger-2', 'outOfBand', [2.9, 3]],
        ['a', 'merged', [1]],
      ],
    ],
    [
      'an update by hand without a token, by its time',
      {
        facts: [
          merged(7, 'a', 1),
          called(30),
          stackEvent(30.1, 'UPDATE_IN_PROGRESS'),
          stackEvent(45, 'UPDATE_COMPLETE'),
          // The pipeline's next operation is its own.
          stackEvent(50, 'UPDATE_IN_PROGRESS', { clientToken: 'exec-2' }),
          stackEvent(51, 'UPDATE_COMPLETE', { clientToken: 'exec-2' }),
        ],
        deployments: [deployment('a', 2, 4), deployment('a', 49, 52)],
      },
      [
        ['ledger-1', 'outOfBand', [30, 30.1, 45]],
        ['a', 'deployed', [1, 50, 51]],
      ],
    ],
    [
      'a stack that names a commit which is not on main as an operation of its own',
      {
        facts: [
          merged(7, 'a', 1),
          stackEvent(31, 'UPDATE_COMPLETE', { provenance: 'f' }),
        ],
      },
      [
        ['ledger-1', 'outOfBand', [31]],
        ['a', 'merged', [1]],
      ],
    ],
    [
      'an operation that no run and no call explains as one of its own, each operation apart',
      {
        facts: [
          merged(7, 'a', 1),
          stackEvent(30, 'UPDATE_IN_PROGRESS', { provenance: 'a' }),
          stackEvent(31, 'UPDATE_COMPLETE', { provenance: 'a' }),
          stackEvent(40, 'UPDATE_IN_PROGRESS'),
          stackEvent(41, 'UPDATE_ROLLBACK_COMPLETE'),
        ],
        deployments: [deployment('a', 2, 4)],
      },
      [
        ['ledger-3', 'outOfBand', [40, 41]],
        ['ledger-1', 'outOfBand', [30, 31]],
        ['a', 'deployed', [1]],
      ],
    ],
    [
      'an operation while its run has not ended as that run’s',
      {
        facts: [merged(7, 'a', 1), stackEvent(30, 'UPDATE_IN_PROGRESS')],
        deployments: [deployment('a', 2)],
      },
      [['a', 'deploying', [1, 30]]],
    ],
    [
      'a run of an earlier commit, after a later merge',
      {
        facts: [merged(7, 'a', 1), merged(8, 'b', 3)],
        deployments: [deployment('c', 6, 8)],
        commits: { c: 2 },
      },
      [
        ['b', 'merged', [3]],
        ['c', 'deployed', []],
        ['a', 'merged', [1]],
      ],
    ],
    [
      'runs of commits before the first merge that is known',
      {
        facts: [merged(7, 'c', 9)],
        deployments: [deployment('b', 5, 6), deployment('a', 3, 4)],
        commits: { a: 1, b: 2 },
      },
      [
        ['c', 'merged', [9]],
        ['b', 'deployed', []],
        ['a', 'deployed', []],
      ],
    ],
    [
      'an operation without a report, by its token',
      {
        facts: [
          merged(7, 'a', 1),
          merged(8, 'b', 2),
          stackEvent(3, 'UPDATE_IN_PROGRESS', { token: 'a', run: '4711' }),
          stackEvent(4, 'UPDATE_ROLLBACK_COMPLETE', { token: 'a' }),
        ],
      },
      [
        ['b', 'merged', [2]],
        ['a', 'rolledBack', [1, 3, 4]],
      ],
    ],
    [
      'an operation without a report, by the provenance of its stack',
      {
        facts: [
          merged(7, 'a', 1),
          merged(8, 'b', 2),
          stackEvent(3, 'CREATE_COMPLETE', { provenance: 'a' }),
        ],
      },
      [
        ['b', 'merged', [2]],
        ['a', 'deployed', [1, 3]],
      ],
    ],
    [
      'an operation that says nothing, by the last merge of the day before',
      {
        facts: [
          merged(7, 'a', 1),
          merged(8, 'b', 2),
          stackEvent(3, 'UPDATE_FAILED'),
          stackEvent(24 * 60 + 3, 'UPDATE_COMPLETE'),
        ],
      },
      [
        ['b', 'failed', [2, 3]],
        ['a', 'merged', [1]],
      ],
    ],
    [
      'an operation of another commit while a run goes on',
      {
        facts: [
          merged(7, 'a', 1),
          merged(8, 'b', 2),
          stackEvent(4, 'UPDATE_COMPLETE', { token: 'a' }),
        ],
        deployments: [deployment('b', 3)],
      },
      [
        ['b', 'deploying', [2]],
        ['a', 'deployed', [1, 4]],
      ],
    ],
    [
      'an operation that goes on',
      { facts: [merged(7, 'a', 1), stackEvent(2, 'UPDATE_IN_PROGRESS')] },
      [['a', 'deploying', [1, 2]]],
    ],
    [
      'an event of another stack than the report has',
      {
        facts: [
          merged(7, 'a', 1),
          merged(8, 'b', 4),
          stackEvent(6, 'UPDATE_COMPLETE'),
        ],
        deployments: [
          deployment('a', 5, 7, { stacks: [deployedStack('billing')] }),
        ],
      },
      [
        ['b', 'deployed', [4, 6]],
        ['a', 'deployed', [1]],
      ],
    ],
    [
      'edits in the console stand for themselves, even in a run',
      {
        facts: [merged(7, 'a', 1), edited(3), edited(9)],
        deployments: [deployment('a', 2, 4)],
      },
      [
        ['ledger-2', 'outOfBand', [9]],
        ['ledger-1', 'outOfBand', [3]],
        ['a', 'deployed', [1]],
      ],
    ],
    [
      'a push that later proved to be the merge of a pull request',
      { facts: [pushed('a', 1), opened(7, 0), merged(7, 'a', 1)] },
      [['a', 'merged', [0, 1, 1]]],
    ],
  ])('tells %s', (_, world, expected) => {
    expect(outline(build(world))).toEqual(expected);
  });

  it('says of a change who asked, who approved, which plan, which run', () => {
    const { entries, ...change } = build({
      facts: [
        fact('requested', 1, { pullRequest: 7, actor: 'user:default/jo' }),
        fact('planned', 2, { pullRequest: 7, details: { hash: 'old' } }),
        approved(3, 'kim'),
        fact('planned', 4, { pullRequest: 7, details: { hash: 'new' } }),
        approved(5, 'kim'),
        approved(6, 'robin'),
        merged(7, 'a', 7),
      ],
      deployments: [
        deployment('a', 8, 9, { runId: '1', planHash: 'deployed' }),
      ],
      pulls: [
        pull(7, {
          state: 'merged',
          title: 'New environment claims',
          evidence: evidence([
            review(3, 'kim'),
            review(5, 'kim'),
            review(6, 'robin'),
          ]),
        }),
      ],
      plans: [plan(4)],
      commits: { a: 7 },
    })[0];
    expect(change).toEqual({
      id: sha('a'),
      at: at(7),
      title: 'New environment claims',
      status: 'deployed',
      commit: expect.objectContaining({ committedAt: at(7) }),
      pullRequest: {
        number: 7,
        url: `${REPOSITORY.url}/pull/7`,
        title: 'New environment claims',
      },
      requester: 'user:default/jo',
      approvers: ['kim', 'robin'],
      run: { id: '1', url: `${REPOSITORY.url}/actions/runs/1` },
      planHash: 'deployed',
    });
    expect(entries[0]).toEqual({
      id: 'ledger-0',
      type: 'requested',
      at: at(1),
      actor: 'user:default/jo',
      summary: `requested at ${at(1)}`,
    });
  });

  it.each<[string, World, Partial<Change>]>([
    [
      'the last plan and the claimed requester of a pull request that is open',
      {
        facts: [
          fact('planned', 2, { pullRequest: 7, details: { hash: 'new' } }),
          fact('planned', 1, { pullRequest: 7, details: { hash: 'old' } }),
        ],
        pulls: [pull(7, { request: REQUEST })],
      },
      { planHash: 'new', requester: 'user:default/jo', at: at(1) },
    ],
    [
      'run and plan of an operation that no run reported',
      {
        facts: [
          merged(7, 'a', 1),
          fact('stackEvent', 2, {
            commit: sha('a'),
            details: { run: '4711', planHash: 'f00d' },
          }),
        ],
      },
      { planHash: 'f00d', run: expect.objectContaining({ id: '4711' }) },
    ],
    [
      'the pull request of a push that later proved to be its merge',
      { facts: [pushed('a', 1), merged(7, 'a', 1)], pulls: [pull(7)] },
      { title: 'Pull request 7', pullRequest: pullLink(7) },
    ],
    [
      'the first line of a commit without a pull request',
      { facts: [pushed('a', 1)], commits: { a: 1 } },
      { title: 'Commit a' },
    ],
    [
      'the time of a commit whose merge is not known',
      { facts: [], deployments: [deployment('a', 3, 4)], commits: { a: 2 } },
      { at: at(2), title: 'Commit a' },
    ],
    [
      'the pull request that a run names, and the commit, where nothing else is known',
      {
        facts: [],
        deployments: [
          deployment('a', 3, 4, {
            pullRequest: 7,
            startedAt: '2026-05-10T00:03:00Z',
          }),
        ],
      },
      {
        at: at(3),
        title: 'Deployment of aaaaaaa',
        pullRequest: { number: 7, url: `${REPOSITORY.url}/pull/7` },
      },
    ],
  ])('shows %s', (_, world, expected) => {
    expect(build(world)).toMatchObject([expected]);
  });

  it('says who approved a change that reaches the unit from another folder, and that it changed nothing', () => {
    expect(
      build({
        facts: [
          merged(6, 'a', 1),
          fact('deploymentFinished', 9, { commit: sha('c'), pullRequest: 7 }),
        ],
        deployments: [
          deployment('c', 8, 9, {
            pullRequest: 7,
            stacks: [deployedStack('claims', { outcome: 'unchanged' })],
          }),
        ],
        pulls: [
          pull(6, { state: 'merged' }),
          pull(7, {
            state: 'merged',
            title: 'Upgrade the shared network',
            request: REQUEST,
            evidence: evidence([
              review(5, 'kim'),
              review(6, 'robin', { state: 'DISMISSED' }),
            ]),
          }),
        ],
        plans: [plan(4)],
        commits: { a: 1, c: 7 },
      }),
    ).toMatchObject([
      {
        id: sha('c'),
        status: 'unchanged',
        title: 'Upgrade the shared network',
        pullRequest: { number: 7 },
        requester: 'user:default/jo',
        approvers: ['kim'],
      },
      { id: sha('a'), status: 'merged' },
    ]);
  });

  describe('of approvals', () => {
    const told = (world: World) => {
      const [change] = build(world);
      return {
        approvers: change.approvers,
        entries: change.entries.map(({ type, summary }) => [type, summary]),
      };
    };
    const world = (
      given: Review,
      over: { plans?: StoredPlan[]; evidence?: Partial<ApprovalEvidence> } = {},
    ): World => ({
      facts: [approved(5, given.reviewer.login)],
      plans: over.plans ?? [plan(2)],
      pulls: [pull(7, { evidence: evidence([given], over.evidence) })],
    });

    it.each<[string, World, string]>([
      [
        'before the plan that is to be deployed',
        world(review(5, 'kim'), { plans: [plan(2), plan(6, { hash: 'bad' })] }),
        'it came before the plan that is to be deployed',
      ],
      [
        'of a head that was pushed over',
        world(review(5, 'kim', { commit: 'before' })),
        'it is of before, not of head',
      ],
      [
        'with a plan of that head alone',
        world(review(5, 'kim'), { plans: [plan(2, { headCommit: 'before' })] }),
        'there is no plan that it could be of',
      ],
      [
        'with the plan of another pull request',
        world(review(5, 'kim'), { plans: [plan(2, { pullRequest: 8 })] }),
        'there is no plan that it could be of',
      ],
      [
        'of their own request',
        world(review(5, 'jo')),
        'they asked for the change themselves',
      ],
      [
        'of their own commits',
        world(review(5, 'kim'), { evidence: { authors: [{ login: 'kim' }] } }),
        'they wrote the change themselves',
      ],
      [
        'of who may not write',
        world(review(5, 'kim'), { evidence: { writers: [] } }),
        'they have no write access to the repository',
      ],
      [
        'of what they do not own',
        world(review(5, 'kim'), {
          evidence: { rules: [{ path: 'x', owners: null }] },
        }),
        'CODEOWNERS does not name them for what is changed',
      ],
      [
        'that was replaced',
        {
          facts: [approved(5, 'kim')],
          plans: [plan(2)],
          pulls: [
            pull(7, {
              evidence: evidence([
                review(5, 'kim'),
                review(6, 'kim', { state: 'CHANGES_REQUESTED' }),
              ]),
            }),
          ],
        },
        'a later review of the same person took its place',
      ],
      [
        'of which the portal read nothing else',
        { facts: [approved(5, 'kim')], plans: [plan(2)] },
        'the portal has not read what it depends on',
      ],
    ])('refuses one %s, with the reason', (_, given, reason) => {
      const [{ actor }] = given.facts;
      expect(told(given)).toEqual({
        approvers: undefined,
        entries: [
          [
            'approvalRefused',
            `Approved by ${actor}, which does not count: ${reason}`,
          ],
        ],
      });
    });

    it('says of one that was dismissed, by a push or a person, that it was', () => {
      expect(told(world(review(5, 'kim', { state: 'DISMISSED' })))).toEqual({
        approvers: undefined,
        entries: [
          ['approvalDismissed', 'Approved by kim, and dismissed since'],
        ],
      });
    });

    it('keeps one that was recorded before what it depends on was kept, and says so', () => {
      expect(
        told({
          facts: [approved(5, 'kim')],
          plans: [plan(2)],
          pulls: [pull(7)],
        }),
      ).toEqual({
        approvers: ['kim'],
        entries: [
          [
            'approved',
            'Approved by kim, recorded before the portal kept what approvals depend on',
          ],
        ],
      });
    });

    it('counts those that the pipeline counts', () => {
      expect(told(world(review(5, 'kim')))).toEqual({
        approvers: ['kim'],
        entries: [['approved', 'Approved by kim']],
      });
    });
  });

  it('tells what happened at one moment in the order in which it was recorded', () => {
    const facts = [
      fact('requested', 1, { pullRequest: 7 }),
      opened(7, 1),
      fact('planned', 1, { pullRequest: 7 }),
    ];
    const [change] = build({ facts }, toEntries(facts).reverse());
    expect(change.entries.map(({ type }) => type)).toEqual([
      'requested',
      'pullRequestOpened',
      'planned',
    ]);
  });

  describe('of any history', () => {
    /** Histories in which no two things happen at once; commits g and h are merges of other units. */
    const anyWorld = fc
      .record({
        merges: fc.subarray(['a', 'b', 'c', 'd']),
        kinds: fc.array(
          fc.record({
            letter: fc.constantFrom('a', 'b', 'c', 'd', 'g', 'h'),
            kind: fc.constantFrom(
              'deployment',
              'opened',
              'planned',
              'edit',
              'token',
              'provenance',
              'silent',
            ),
            status: fc.constantFrom(
              'UPDATE_IN_PROGRESS',
              'UPDATE_COMPLETE',
              'UPDATE_ROLLBACK_COMPLETE',
            ),
          }),
          { maxLength: 14 },
        ),
        offset: fc.integer({ min: 0, max: 13 }),
        knownCommits: fc.subarray(['a', 'b', 'c', 'd', 'g', 'h']),
      })
      .map(({ merges, kinds, offset, knownCommits }): World => {
        const facts: Fact[] = merges.map((letter, i) =>
          letter === 'd'
            ? pushed(letter, i * 7 + offset)
            : merged(letter.charCodeAt(0), letter, i * 7 + offset),
        );
        const deployments: DeploymentReport[] = [];
        kinds.forEach(({ letter, kind, status }, i) => {
          const minute = i * 3 + 0.5;
          const number = letter.charCodeAt(0);
          if (kind === 'deployment') {
            deployments.push(deployment(letter, minute, minute + 2.25));
          } else if (kind === 'opened') {
            facts.push(opened(number, minute));
          } else if (kind === 'planned') {
            facts.push(fact('planned', minute, { pullRequest: number }));
          } else if (kind === 'edit') {
            facts.push(edited(minute));
          } else {
            const from = kind === 'silent' ? {} : { [kind]: letter };
            facts.push(stackEvent(minute, status, from));
          }
        });
        const commits = Object.fromEntries(
          knownCommits.map((letter, i) => [letter, i * 7 + offset]),
        );
        return { facts, deployments, commits };
      });

    const withoutIds = (changes: Change[]) =>
      changes.map(({ id, entries, ...change }) => ({
        ...change,
        id: id.replace(/^ledger-\d+$/, 'ledger'),
        entries: entries.map(({ id: _, ...entry }) => entry),
      }));

    it('tells the same story, in whatever order its facts are read or came', () => {
      fc.assert(
        fc.property(
          anyWorld.chain(world =>
            fc.record({
              world: fc.constant(world),
              facts: fc.shuffledSubarray(world.facts, {
                minLength: world.facts.length,
              }),
              deployments: fc.shuffledSubarray(world.deployments ?? [], {
                minLength: world.deployments?.length,
              }),
            }),
          ),
          ({ world, facts, deployments }) => {
            const story = build(world);
            const read = toEntries(world.facts).sort(
              (x, y) =>
                facts.indexOf(world.facts[x.seq]) -
                facts.indexOf(world.facts[y.seq]),
            );
            expect(build({ ...world, deployments }, read)).toEqual(story);
            const came = build({ ...world, facts, deployments });
            expect(withoutIds(came)).toEqual(withoutIds(story));
          },
        ),
      );
    });

    it('tells every fact once, the newest change first, each under an id of its own', () => {
      fc.assert(
        fc.property(anyWorld, world => {
          const changes = build(world);
          const told = changes.flatMap(c => c.entries.map(e => e.id));
          expect(new Set(told).size).toBe(told.length);
          const silent = toEntries(world.facts).filter(
            e => !told.includes(`ledger-${e.seq}`),
          );
          // Only an operation that names no commit can be without a story: when nothing was merged in the day before.
          for (const entry of silent) {
            expect(entry.type).toBe('stackEvent');
            expect(entry.commit).toBeUndefined();
          }
          const ids = changes.map(c => c.id);
          expect(new Set(ids).size).toBe(ids.length);
          const times = changes.map(c => c.at);
          expect(times).toEqual([...times].sort().reverse());
        }),
      );
    });
  });
});

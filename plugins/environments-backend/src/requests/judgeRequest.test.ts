import type { Health, PipelineRun } from '@plinth/plugin-environments-common';
import { deployedStack, deploymentReport } from '../__testUtils__/reports';
import { REPOSITORY } from '../__testUtils__/repository';
import type { StoredPlan, StoredPullRequest } from '../store';
import { judgeRequest } from './judgeRequest';
import { NUDGE_MS, nudgeOf } from './nudgeOf';
import type { RequestFacts, UnitFacts } from './RequestFacts';
import { stepsOf } from './stepsOf';

const HEAD = 'a'.repeat(40);
const MERGE = 'd'.repeat(40);
const HASH = 'f'.repeat(64);
const ADMIN = { login: 'admin', id: 1 };
const ENGINEER = { login: 'engineer', id: 2 };
const DEVELOPER = { login: 'developer', id: 3 };
const at = (minute: number) =>
  new Date(Date.UTC(2026, 4, 5, 9, minute)).toISOString();

const plan = (over: Partial<StoredPlan> = {}): StoredPlan => ({
  repository: REPOSITORY.fullName,
  pullRequest: 7,
  headCommit: HEAD,
  hash: HASH,
  outcome: 'passed',
  recordedAt: at(5),
  runId: '1',
  runAttempt: 1,
  ...over,
});
const review = (state: 'APPROVED' | 'CHANGES_REQUESTED', reviewer = ADMIN) => ({
  id: 1,
  reviewer,
  state,
  commit: HEAD,
  submittedAt: at(10),
});
const pull = (
  over: Partial<StoredPullRequest> = {},
  reviews: ReturnType<typeof review>[] = [],
): StoredPullRequest => ({
  repository: REPOSITORY.fullName,
  number: 7,
  title: 'Create environment alpha',
  url: `${REPOSITORY.url}/pull/7`,
  state: 'open',
  author: 'portal[bot]',
  headSha: HEAD,
  createdAt: at(0),
  updatedAt: at(1),
  request: {
    requester: 'user:default/developer',
    template: 'new-environment',
    entity: 'resource:default/alpha',
    task: 't',
  },
  evidence: {
    authors: [],
    reviews,
    rules: [
      { path: 'environments/alpha/x', owners: [ADMIN, ENGINEER, DEVELOPER] },
    ],
    writers: ['admin', 'engineer', 'developer'],
    requester: DEVELOPER,
  },
  content: {
    units: ['environments/alpha'],
    answers: [],
    files: 3,
    mergedBy: 'admin',
  },
  ...over,
});
const MERGED: Partial<StoredPullRequest> = {
  state: 'merged',
  mergeCommit: MERGE,
  closedAt: at(15),
};
const unit = (over: Partial<UnitFacts> = {}): UnitFacts => ({
  path: 'environments/alpha',
  entityRef: 'resource:default/alpha',
  exists: true,
  ...over,
});
const facts = (over: Partial<RequestFacts> = {}): RequestFacts => ({
  repository: REPOSITORY,
  pull: pull(),
  plans: [plan()],
  units: [unit()],
  ...over,
});
const merged = (over: Partial<UnitFacts>) =>
  facts({ pull: pull(MERGED, [review('APPROVED')]), units: [unit(over)] });
const report = (outcome: 'running' | 'succeeded' | 'failed' | 'rolledBack') =>
  deploymentReport({
    commit: MERGE,
    outcome,
    startedAt: at(16),
    ...(outcome === 'running' ? {} : { finishedAt: at(20) }),
    stacks: [
      deployedStack('alpha', {
        outcome,
        ...(outcome === 'failed' ? { reason: 'No capacity' } : {}),
      }),
    ],
  });
const pipeline = (over: Partial<PipelineRun>): PipelineRun => ({
  status: 'waiting',
  run: { id: '9', url: 'https://runs/9' },
  commit: { sha: MERGE, url: '' },
  since: at(17),
  ...over,
});
const health = (status: Health['status']) =>
  ({ status, reasons: [{ status, message: 'Because' }] }) as Health;

const statesOf = (given: RequestFacts) =>
  stepsOf(given, judgeRequest(given)).map(({ state }) => state);

describe('a request', () => {
  it.each<[string, RequestFacts, object, string]>([
    [
      'is planned before anything else',
      facts({ plans: [] }),
      { phase: 'planning', turn: { role: 'pipeline', since: at(1) } },
      'done done now later later later later',
    ],
    [
      'is planned again when its branch has another head',
      facts({ plans: [plan({ headCommit: 'b'.repeat(40) })] }),
      { phase: 'planning' },
      'done done now later later later later',
    ],
    [
      'waits for its author when the plan failed, and says what to do',
      facts({ plans: [plan({ outcome: 'failed' })] }),
      {
        phase: 'planFailed',
        turn: { role: 'author', who: ['developer'] },
        problem: { remedy: expect.stringContaining('mend the branch') },
      },
      'done done failed later later later later',
    ],
    [
      'waits for owners who did not ask for it, since the plan is as it is',
      facts({
        plans: [
          plan({ hash: 'e'.repeat(64), recordedAt: at(2) }),
          plan(),
          plan({ recordedAt: at(8) }),
        ],
      }),
      {
        phase: 'review',
        turn: { role: 'reviewers', who: ['admin', 'engineer'], since: at(5) },
      },
      'done done done now later later later',
    ],
    [
      'waits for its author when an owner asks for changes',
      facts({ pull: pull({}, [review('CHANGES_REQUESTED')]) }),
      {
        phase: 'changesRequested',
        turn: { role: 'author', who: ['developer'], since: at(10) },
        problem: { what: 'admin asked for changes.' },
      },
      'done done done failed later later later',
    ],
    [
      'is not approved by who asked for it',
      facts({ pull: pull({}, [review('APPROVED', DEVELOPER)]) }),
      { phase: 'review' },
      'done done done now later later later',
    ],
    [
      'waits to be merged once it is approved',
      facts({ pull: pull({}, [review('APPROVED')]) }),
      { phase: 'approved', turn: { role: 'merger', who: ['admin'] } },
      'done done done done now later later',
    ],
    [
      'ends when it is closed',
      facts({ pull: pull({ state: 'closed', closedAt: at(9) }) }),
      { phase: 'closed', problem: { what: expect.stringContaining('closed') } },
      'done done done never never never never',
    ],
    [
      'waits for the pipeline after the merge',
      merged({}),
      { phase: 'deploying', turn: { role: 'pipeline', since: at(15) } },
      'done done done done done now later',
    ],
    [
      'waits for who may let the deployment go ahead',
      merged({
        pipeline: pipeline({
          waitingFor: [{ environment: 'production', reviewers: ['admin'] }],
        }),
      }),
      {
        phase: 'waiting',
        turn: {
          role: 'deployReviewers',
          who: ['admin'],
          url: 'https://runs/9',
        },
      },
      'done done done done done now later',
    ],
    [
      'went wrong when its run failed before it deployed',
      merged({ pipeline: pipeline({ status: 'failed' }) }),
      { phase: 'failed', problem: { url: 'https://runs/9' } },
      'done done done done done failed later',
    ],
    [
      'is deployed while a run reports so',
      merged({ report: report('running') }),
      { phase: 'deploying', turn: { since: at(16) } },
      'done done done done done now later',
    ],
    [
      'went wrong when its stack failed, with the reason',
      merged({ report: report('failed') }),
      {
        phase: 'failed',
        problem: { what: 'The deployment of alpha failed: No capacity' },
        turn: { role: 'author', who: ['developer'], since: at(20) },
      },
      'done done done done done failed later',
    ],
    [
      'went wrong when its stack was rolled back',
      merged({ report: report('rolledBack') }),
      {
        phase: 'failed',
        problem: { what: expect.stringContaining('put back') },
      },
      'done done done done done failed later',
    ],
    [
      'went wrong when what is deployed is not well',
      merged({ report: report('succeeded'), health: health('Degraded') }),
      {
        phase: 'failed',
        problem: { what: 'alpha is deployed, and Degraded: Because' },
      },
      'done done done done done done failed',
    ],
    [
      'is not done while what is deployed is not Healthy yet',
      merged({ report: report('succeeded'), health: health('Progressing') }),
      { phase: 'deployed' },
      'done done done done done done now',
    ],
    [
      'ends Healthy',
      merged({ report: report('succeeded'), health: health('Healthy') }),
      { phase: 'healthy' },
      'done done done done done done done',
    ],
    [
      'is deployed when what runs is what main says, though no run told so',
      merged({ deployed: true, health: health('Healthy') }),
      { phase: 'healthy' },
      'done done done done done done done',
    ],
    [
      'of several units is as far as the worst',
      facts({
        pull: pull(MERGED, [review('APPROVED')]),
        units: [
          unit({ report: report('succeeded'), health: health('Healthy') }),
          unit({ path: 'environments/beta' }),
        ],
      }),
      { phase: 'deploying' },
      'done done done done done now later',
    ],
    [
      'that changes no unit ends with its merge',
      facts({ pull: pull(MERGED, [review('APPROVED')]), units: [] }),
      { phase: 'deployed' },
      'done done done done done done never',
    ],
  ])('%s', (_, given, expected, states) => {
    expect(judgeRequest(given)).toMatchObject(expected);
    expect(statesOf(given).join(' ')).toBe(states);
  });

  it('made by hand is its author’s, and what the portal has not read is said to be unknown', () => {
    const given = facts({
      pull: pull({
        ...MERGED,
        request: undefined,
        evidence: undefined,
        author: 'developer',
      }),
      plans: [],
      units: [unit({ report: report('failed') })],
    });
    expect(judgeRequest(given).turn?.who).toEqual(['developer']);
    expect(stepsOf(given, judgeRequest(given))).toMatchObject([
      { summary: 'Made by hand' },
      {},
      { state: 'unknown', summary: 'The portal has recorded no plan' },
      { state: 'unknown', summary: 'The portal has not read the reviews' },
      { summary: `Merged by admin as ${MERGE.slice(0, 7)}` },
      { state: 'failed' },
      {},
    ]);
  });
});

describe('a nudge', () => {
  const turn = judgeRequest(facts()).turn!;
  const now = new Date(at(0));
  const last = (ago: number) => ({
    at: new Date(now.getTime() - ago).toISOString(),
    by: 'user:default/developer',
  });

  it('is for somebody who is named, once a day', () => {
    const of = (
      given: typeof turn | undefined,
      lastNudge?: ReturnType<typeof last>,
    ) => nudgeOf({ turn: given }, { lastNudge, now }).allowed;
    expect(of(turn)).toBe(true);
    expect(of(turn, last(NUDGE_MS))).toBe(true);
    expect(of(turn, last(NUDGE_MS - 1))).toBe(false);
    expect(of(undefined)).toBe(false);
    expect(of({ ...turn, who: [] })).toBe(false);
    expect(of({ ...turn, role: 'pipeline' })).toBe(false);
    expect(of({ ...turn, role: 'deployReviewers' })).toBe(false);
  });
});

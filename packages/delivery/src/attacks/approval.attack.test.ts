import type {
  EnvironmentProtection,
  ReviewFacts,
} from '@plinth/repository/github';
import type { ApprovalRecord } from '@plinth/plugin-environments-common';
import type { Review } from '@plinth/repository';
import { UnsecuredJWT } from 'jose';
import { FakePullRequests } from '../__testUtils__/FakePullRequests';
import { PortalRecorder } from '../__testUtils__/PortalRecorder';
import { findApprovedPlan } from '../deploy/approvedPlan';
import { requireReviewers } from '../deploy/requireReviewers';
import { DeliveryError } from '../errors';
import type { NewStatus } from '../github/PullRequestApi';
import type { ReviewApi } from '../github/ReviewApi';
import { planHash, unitHash } from '../plan/hash';
import type { Plan } from '../plan/model';
import { PortalReports } from '../reporting/PortalReports';
import { Reporter } from '../reporting/Reporter';
import { tellPlan } from '../reporting/tellPlan';

const HEAD = 'a'.repeat(40);
const OLDER = 'b'.repeat(40);
const ADMIN = { login: 'admin', id: 1 };
const DEVELOPER = { login: 'developer', id: 2 };
const READER = { login: 'reader', id: 3 };
const UNIT = 'environments/claims-dev';

const bindingOf = (content: string) => {
  const bindings = {
    [UNIT]: {
      '111122223333/us-east-1/claims-dev': {
        content: content.repeat(64),
        change: '0'.repeat(64),
      },
    },
  };
  return { unitHashes: { [UNIT]: unitHash(UNIT, bindings[UNIT]) }, bindings };
};
const HARMLESS = bindingOf('1');
const EVIL = bindingOf('2');
const at = (minute: number) =>
  new Date(Date.UTC(2026, 0, 5, 9, minute)).toISOString();
const plan = (
  minute: number,
  binding = HARMLESS,
  outcome: 'passed' | 'failed' = 'passed',
): ApprovalRecord['plans'][number] => ({
  hash: planHash(binding.unitHashes),
  outcome,
  recordedAt: at(minute),
  runId: '1',
  binding,
});
const review = (minute: number, over: Partial<Review> = {}): Review => ({
  id: minute,
  reviewer: ADMIN,
  state: 'APPROVED',
  commit: HEAD,
  submittedAt: at(minute),
  ...over,
});

const passedPlan = (headCommit: string): Plan => ({
  headCommit,
  baseCommit: OLDER,
  hash: planHash(HARMLESS.unitHashes),
  ...HARMLESS,
  reasons: {},
  hints: {},
  removed: [],
  outcome: 'passed',
  stacks: [],
  findings: [],
});

/** What a deployment finds. */
interface World {
  readonly record: ApprovalRecord;
  readonly reviews: readonly Review[];
  readonly writers: readonly string[];
  readonly authors: ReviewFacts['authors'];
}

const approved: World = {
  record: {
    pullRequest: 7,
    head: HEAD,
    plans: [plan(5)],
    requester: DEVELOPER,
    rules: [{ path: UNIT, owners: [ADMIN, READER] }],
  },
  reviews: [review(10)],
  writers: ['admin', 'developer'],
  authors: [DEVELOPER],
};
const github = ({ reviews, writers, authors }: World): ReviewApi => ({
  read: async () => ({ reviews, writers: new Set(writers), authors }),
});
const find = (
  over: Partial<World> = {},
  record: Partial<ApprovalRecord> = {},
) => {
  const world = { ...approved, ...over };
  return findApprovedPlan(
    { number: 7, headSha: HEAD },
    {
      portal: { approval: async () => ({ ...world.record, ...record }) },
      github: github(world),
    },
  );
};

describe('a deployment without an approval that counts', () => {
  it('goes ahead with one, and says whose', async () => {
    await expect(find()).resolves.toEqual({
      ...HARMLESS,
      hash: planHash(HARMLESS.unitHashes),
      approvers: ['admin'],
    });
  });

  it.each<[string, Partial<World>, Partial<ApprovalRecord>, RegExp]>([
    [
      'approve harmless code, then plan other code on the same head',
      {},
      { plans: [plan(5), plan(12, EVIL)] },
      /needs an approval of admin or reader/,
    ],
    [
      'approve, plan other code, and plan the harmless again',
      {},
      { plans: [plan(5), plan(12, EVIL), plan(14)] },
      /needs an approval/,
    ],
    [
      'approve, and let a later plan fail',
      {},
      { plans: [plan(5), plan(12, HARMLESS, 'failed')] },
      /the newest plan of aaaaaaaaaaaa did not pass/,
    ],
    [
      'approve before the plan',
      { reviews: [review(4)] },
      {},
      /needs an approval/,
    ],
    [
      'approve what they asked for themselves',
      {},
      { requester: ADMIN },
      /needs an approval/,
    ],
    ['approve what they wrote', { authors: [ADMIN] }, {}, /needs an approval/],
    [
      'approve without write access',
      { reviews: [review(10, { reviewer: READER })] },
      {},
      /needs an approval/,
    ],
    [
      'approve what others own',
      { reviews: [review(10, { reviewer: DEVELOPER })] },
      { requester: { login: 'somebody' } },
      /needs an approval/,
    ],
    [
      'approve an older head',
      { reviews: [review(10, { commit: OLDER })] },
      {},
      /needs an approval/,
    ],
    [
      'approve, and be dismissed',
      { reviews: [review(10, { state: 'DISMISSED' })] },
      {},
      /needs an approval/,
    ],
    [
      'approve, and then ask for changes',
      { reviews: [review(10), review(11, { state: 'CHANGES_REQUESTED' })] },
      {},
      /admin asks for changes/,
    ],
    ['not approve', { reviews: [] }, {}, /needs an approval/],
    [
      'write a status and a comment in place of a plan',
      {},
      { plans: [] },
      /the portal has recorded no plan of aaaaaaaaaaaa/,
    ],
    [
      'hide who asked',
      {},
      { requester: null },
      /nobody can tell who asked for this change/,
    ],
    [
      'hide who owns',
      {},
      { rules: [{ path: UNIT, owners: null }] },
      /it cannot be read who owns/,
    ],
    [
      'hide authors behind too many commits',
      { authors: undefined },
      {},
      /GitHub does not tell who wrote all of its commits/,
    ],
    [
      'hide what changes, and let nobody review it',
      { reviews: [] },
      { rules: [] },
      /it is not known what it changes/,
    ],
    [
      'have the portal answer about another pull request',
      {},
      { pullRequest: 8 },
      /answered about another change/,
    ],
    [
      'have the portal answer about another head',
      {},
      { head: OLDER },
      /answered about another change/,
    ],
    [
      'record bindings that are not those of the hash',
      {},
      { plans: [{ ...plan(5), binding: EVIL }] },
      /does not add up to the approved hash/,
    ],
    [
      'record other hashes of stacks than those of the units',
      {},
      {
        plans: [
          { ...plan(5), binding: { ...HARMLESS, bindings: EVIL.bindings } },
        ],
      },
      /does not add up to the approved hash/,
    ],
    [
      'record a plan without what it is bound to',
      {},
      { plans: [{ ...plan(5), binding: undefined }] },
      /does not add up to the approved hash/,
    ],
  ])('is refused to who would %s', async (_, over, record, message) => {
    const found = find(over, record);
    await expect(found).rejects.toThrow(message);
    await expect(found).rejects.toMatchObject({
      name: 'DeliveryError',
      code: 'approval',
    });
  });
});

describe('a deployment without the portal', () => {
  const reporter = new Reporter({ env: {} });
  const tokens = {
    token: async (audience: string) =>
      new UnsecuredJWT({ run_id: '1' }).setAudience(audience).encode(),
  };

  const WITHOUT_PORTAL: Array<
    [string, ConstructorParameters<typeof PortalReports>[0]]
  > = [
    [
      'portalUrl',
      { settings: { portalUrl: '', audience: 'plinth' }, tokens, reporter },
    ],
    [
      'a token',
      {
        settings: { portalUrl: 'http://127.0.0.1:1', audience: 'plinth' },
        tokens: undefined,
        reporter,
      },
    ],
  ];

  it.each(WITHOUT_PORTAL)(
    'is refused where %s is missing, and says what to set',
    async (_, options) => {
      const asked = new PortalReports(options).approval(7, HEAD);
      await expect(asked).rejects.toThrow(
        /Set portalUrl in plinth\.json, or the variable PLINTH_PORTAL_URL, and give the job permissions: id-token: write/,
      );
      await expect(asked).rejects.toMatchObject({ code: 'portal' });
    },
  );

  it.each(WITHOUT_PORTAL)(
    'is not promised by a plan that passes where %s is missing',
    async (_, options) => {
      const warn = jest.spyOn(reporter, 'warn').mockReturnValue();
      const statuses: NewStatus[] = [];
      const pulls = new FakePullRequests();
      pulls.setStatus = async (__, status) => void statuses.push(status);
      const pull = await pulls.get(7);
      const told = await tellPlan(passedPlan(pull.headSha), reporter, {
        github: pulls,
        pull,
        portal: new PortalReports(options),
        runUrl: pulls.runUrl,
      });
      expect(told).toBe(false);
      expect(statuses).toEqual([
        expect.objectContaining({ context: 'plinth/plan', state: 'error' }),
      ]);
      expect(warn).toHaveBeenCalledWith(
        expect.stringMatching(
          /cannot be approved: .*Set portalUrl in plinth\.json.*id-token: write/,
        ),
      );
      warn.mockRestore();
    },
  );

  describe('that answers', () => {
    let portal: PortalRecorder;
    beforeEach(async () => {
      portal = await PortalRecorder.start();
    });
    afterEach(() => portal.close());
    const reports = () =>
      new PortalReports({
        settings: { portalUrl: portal.url, audience: 'plinth' },
        tokens,
        reporter,
      });

    it('is refused when it refuses', async () => {
      portal.failures.push(403);
      await expect(reports().approval(7, HEAD)).rejects.toThrow(
        /the portal does not say what was approved: .*answered 403/,
      );
    });

    it('asks with a token for the portal', async () => {
      await expect(reports().approval(7, HEAD)).resolves.toMatchObject({
        pullRequest: 7,
        head: HEAD,
        plans: [],
      });
      expect(portal.requests[0].claims.aud).toBe('plinth');
    });
  });
});

const REVIEWED: EnvironmentProtection = {
  reviewers: 1,
  allowsSelfReview: false,
  branches: ['main'],
};

describe('a reviewed environment', () => {
  it.each([
    [{ ...REVIEWED, reviewers: 0 }, /has no required reviewers/],
    [
      { ...REVIEWED, allowsSelfReview: true },
      /lets whoever started a run review it/,
    ],
    [
      { ...REVIEWED, branches: undefined },
      /lets in jobs of every branch\. .*let in main alone/,
    ],
    [
      { ...REVIEWED, branches: ['main', 'release/*'] },
      /lets in jobs of main, release\/\*\./,
    ],
    [
      undefined,
      /it cannot be read whether the environment production has required reviewers.*actions: read/,
    ],
  ])('deploys nothing with %j', (protection, message) => {
    const ask = () => requireReviewers('production', 'main', protection);
    expect(ask).toThrow(message);
    expect(ask).toThrow(DeliveryError);
  });

  it.each([['main' as const], ['protected' as const]])(
    'deploys where somebody else lets it go on, and %s alone comes in',
    branches => {
      expect(() =>
        requireReviewers('production', 'main', {
          ...REVIEWED,
          branches: branches === 'protected' ? branches : [branches],
        }),
      ).not.toThrow();
    },
  );
});

import fc from 'fast-check';
import type { ApprovalFacts, PlanRecord, Review } from './ApprovalFacts';
import { countApprovals } from './countApprovals';

const HEAD = 'a'.repeat(40);
const HASH = 'f'.repeat(64);
const ADMIN = { login: 'admin', id: 1 };
const ENGINEER = { login: 'engineer', id: 2 };
const DEVELOPER = { login: 'developer', id: 3 };

const at = (minute: number) =>
  new Date(Date.UTC(2026, 0, 5, 9, minute)).toISOString();
const plan = (minute: number, over: Partial<PlanRecord> = {}): PlanRecord => ({
  hash: HASH,
  outcome: 'passed',
  recordedAt: at(minute),
  ...over,
});
const review = (minute: number, over: Partial<Review> = {}): Review => ({
  id: minute,
  reviewer: ADMIN,
  state: 'APPROVED',
  commit: HEAD,
  submittedAt: at(minute),
  ...over,
});
const facts = (over: Partial<ApprovalFacts> = {}): ApprovalFacts => ({
  head: HEAD,
  reviews: [review(10)],
  rules: [{ path: 'environments/claims-dev', owners: [ADMIN, ENGINEER] }],
  writers: new Set(['admin', 'engineer', 'developer']),
  requester: DEVELOPER,
  authors: [],
  plans: [plan(5)],
  ...over,
});

describe('an approval', () => {
  it('counts when an owner gave it on the head after its plan', () => {
    expect(countApprovals(facts())).toEqual({
      hash: HASH,
      counted: [review(10)],
      refused: [],
      objections: [],
      open: [],
      missing: [],
    });
  });

  it.each<[string, Partial<ApprovalFacts>, string]>([
    [
      'of the requester, whoever opened the pull request',
      { requester: ADMIN },
      'they asked for the change themselves',
    ],
    [
      'of the requester under another login',
      { requester: { login: 'admin-before', id: 1 } },
      'they asked for the change themselves',
    ],
    [
      'of the requester whose number nobody recorded',
      { requester: { login: 'Admin' } },
      'they asked for the change themselves',
    ],
    [
      'of who pushed a commit to it',
      { authors: [ADMIN] },
      'they wrote the change themselves',
    ],
    [
      'before the plan',
      { reviews: [review(4)] },
      'it came before the plan that is to be deployed',
    ],
    [
      'of a plan that another one has replaced',
      { plans: [plan(5), plan(12, { hash: 'e'.repeat(64) })] },
      'it came before the plan that is to be deployed',
    ],
    [
      'of a plan that came back after another one',
      {
        plans: [plan(5), plan(12, { hash: 'e'.repeat(64) }), plan(14)],
      },
      'it came before the plan that is to be deployed',
    ],
    [
      'of an earlier commit',
      { reviews: [review(10, { commit: 'b'.repeat(40) })] },
      'it is of bbbbbbbbbbbb, not of aaaaaaaaaaaa',
    ],
    [
      'that was dismissed',
      { reviews: [review(10, { state: 'DISMISSED' })] },
      'it was dismissed',
    ],
    [
      'of who may only read',
      { writers: new Set(['engineer']) },
      'they have no write access to the repository',
    ],
    [
      'of who owns something else',
      {
        rules: [{ path: 'environments/claims-dev', owners: [ENGINEER] }],
      },
      'CODEOWNERS does not name them for what is changed',
    ],
    [
      'of who took the login of an owner',
      {
        reviews: [review(10, { reviewer: { login: 'admin', id: 99 } })],
      },
      'CODEOWNERS does not name them for what is changed',
    ],
    [
      'of a plan that did not pass',
      { plans: [plan(5, { outcome: 'failed' })] },
      'there is no plan that it could be of',
    ],
    ['without any plan', { plans: [] }, 'there is no plan that it could be of'],
  ])('does not count %s', (_, over, reason) => {
    const given = facts(over);
    const { counted, refused, missing } = countApprovals(given);
    expect(counted).toEqual([]);
    expect(refused).toEqual([{ review: given.reviews[0], reason }]);
    expect(missing).not.toEqual([]);
  });

  it('still counts when the plan was made again with the same result', () => {
    const again = facts({ plans: [plan(5), plan(12), plan(20)] });
    expect(countApprovals(again).missing).toEqual([]);
  });

  it('counts in the second in which the plan was recorded, since GitHub tells no parts of it', () => {
    const recordedAt = at(5).replace('.000Z', '.900Z');
    const quick = facts({
      plans: [plan(5, { recordedAt })],
      reviews: [review(5)],
    });
    expect(countApprovals(quick).missing).toEqual([]);
  });
});

describe('a pull request', () => {
  it('waits for an owner of every changed path', () => {
    const rules = [
      { path: 'environments/claims-dev', owners: [ENGINEER] },
      { path: 'governance/phase.yaml', owners: [ADMIN] },
    ];
    expect(countApprovals(facts({ rules })).missing).toEqual([
      'environments/claims-dev needs an approval of engineer',
    ]);
    const reviews = [review(10), review(11, { reviewer: ENGINEER })];
    expect(countApprovals(facts({ rules, reviews })).missing).toEqual([]);
  });

  it.each<[string, Partial<ApprovalFacts>, string]>([
    [
      'nobody can tell who asked for it',
      { requester: undefined },
      'nobody can tell who asked for this change, so it is not known who may approve it',
    ],
    [
      'the members of a team cannot be read',
      { rules: [{ path: 'app.ts', owners: undefined }] },
      "it cannot be read who owns app.ts: the portal's app needs Members: read in the organization",
    ],
    [
      'a path has no owner',
      {
        rules: [
          { path: 'environments/claims-dev', owners: [ADMIN] },
          { path: 'x.ts', owners: [] },
        ],
      },
      'CODEOWNERS names nobody for x.ts',
    ],
    [
      'an owner asks for changes beside the approval of another',
      {
        reviews: [
          review(10),
          review(11, { reviewer: ENGINEER, state: 'CHANGES_REQUESTED' }),
        ],
      },
      'engineer asks for changes',
    ],
    [
      'GitHub does not tell who wrote it',
      { authors: undefined },
      'GitHub does not tell who wrote all of its commits: squash them into one whose author has an address that GitHub knows',
    ],
    [
      'nothing is known of what it changes',
      { rules: [] },
      'it is not known what it changes, so nobody could approve it',
    ],
    [
      'there is no plan',
      { plans: [] },
      `the portal has recorded no plan of ${HEAD.slice(0, 12)}`,
    ],
  ])('waits when %s', (_, over, reason) => {
    expect(countApprovals(facts(over)).missing).toContain(reason);
  });

  it('goes by the last verdict of each reviewer, and comments are none', () => {
    const verdicts = (...states: Review['state'][]) =>
      countApprovals(
        facts({ reviews: states.map((state, i) => review(10 + i, { state })) }),
      ).missing;
    expect(verdicts('CHANGES_REQUESTED', 'APPROVED')).toEqual([]);
    expect(verdicts('APPROVED', 'COMMENTED')).toEqual([]);
    expect(verdicts('APPROVED', 'CHANGES_REQUESTED')).toContain(
      'admin asks for changes',
    );
    expect(verdicts('APPROVED', 'DISMISSED')).toEqual([
      'environments/claims-dev needs an approval of admin or engineer',
    ]);
  });

  it('comes to the same whatever the order of what was read', () => {
    const reviews = [
      review(3),
      review(10),
      review(11, { reviewer: ENGINEER, state: 'CHANGES_REQUESTED' }),
      review(12, { reviewer: ENGINEER }),
      review(13, { reviewer: DEVELOPER }),
    ];
    const plans = [
      plan(1),
      plan(2, { hash: 'e'.repeat(64) }),
      plan(5),
      plan(6),
    ];
    const outcome = (given: Partial<ApprovalFacts>) => {
      const { counted, missing, hash } = countApprovals(facts(given));
      return { hash, missing, counted: counted.map(({ id }) => id).sort() };
    };
    fc.assert(
      fc.property(
        fc.shuffledSubarray(reviews, { minLength: reviews.length }),
        fc.shuffledSubarray(plans, { minLength: plans.length }),
        (shuffledReviews, shuffledPlans) => {
          expect(
            outcome({ reviews: shuffledReviews, plans: shuffledPlans }),
          ).toEqual({ hash: HASH, missing: [], counted: [10, 12] });
        },
      ),
    );
  });
});

import type {
  Account,
  ApprovalFacts,
  OwnerRule,
  PlanRecord,
  Review,
} from './ApprovalFacts';

/** An approval that does not count, and why. */
export interface RefusedApproval {
  readonly review: Review;
  readonly reason: string;
}

/** What the reviews of a pull request come to. */
export interface Approvals {
  /** The plan that was approved, or is to be; undefined when the newest one did not pass, or there is none. */
  readonly hash: string | undefined;
  readonly counted: readonly Review[];
  readonly refused: readonly RefusedApproval[];
  /** Of owners who ask for changes. */
  readonly objections: readonly Review[];
  /** The rules of which no owner has given an approval that counts. */
  readonly open: readonly OwnerRule[];
  /** Why it is not approved; empty when it is. */
  readonly missing: readonly string[];
}

/**
 * Decides which approvals count. One counts when an owner of a changed path with write access gave it on the head, after the
 * plan was recorded that is still the newest, and neither asked for the change nor wrote it. A later review of the same
 * person takes an earlier one back. Every changed path needs one; whoever owns a path and asks for changes stops all.
 *
 * Only what was recorded by a token of the trusted workflow is a plan: a status, a comment or a label that somebody could
 * have written decides nothing. What cannot be known refuses.
 */
export function countApprovals(facts: ApprovalFacts): Approvals {
  const series = newestSeries(facts.plans);
  const latest = latestByReviewer(facts.reviews);
  const judged = latest
    .filter(({ state }) => state === 'APPROVED' || state === 'DISMISSED')
    .map(review => ({ review, reason: refusal(review, facts, series) }));
  const counted = judged
    .filter(({ reason }) => reason === undefined)
    .map(({ review }) => review);
  const refused = judged.flatMap(({ review, reason }) =>
    reason === undefined ? [] : [{ review, reason }],
  );
  const objections = objectionsOf(latest, facts);
  const open = facts.rules.filter(
    ({ owners }) => !counted.some(({ reviewer }) => owns(owners, reviewer)),
  );
  return {
    hash: series?.hash,
    counted,
    refused,
    objections,
    open,
    missing: [
      ...planReasons(facts, series),
      ...(facts.requester
        ? []
        : [
            'nobody can tell who asked for this change, so it is not known who may approve it',
          ]),
      ...(facts.authors
        ? []
        : [
            'GitHub does not tell who wrote all of its commits: squash them into one whose author has an address that GitHub knows',
          ]),
      ...(facts.rules.length > 0
        ? []
        : ['it is not known what it changes, so nobody could approve it']),
      ...objections.map(({ reviewer }) => `${reviewer.login} asks for changes`),
      ...open.map(uncovered),
    ],
  };
}

interface Series {
  readonly hash: string;
  /** Milliseconds since the epoch, cut to whole seconds as GitHub's times are. */
  readonly since: number;
}

/**
 * The newest plan, and since when it is the newest: a plan that is made again with the same result keeps its approvals, and
 * one that differed in between ends them.
 */
function newestSeries(plans: readonly PlanRecord[]): Series | undefined {
  const byTime = [...plans].sort(
    (a, b) => Date.parse(a.recordedAt) - Date.parse(b.recordedAt),
  );
  const newest = byTime.at(-1);
  if (!newest || newest.outcome !== 'passed') {
    return undefined;
  }
  const other = byTime.findLastIndex(
    ({ hash, outcome }) => hash !== newest.hash || outcome !== 'passed',
  );
  return {
    hash: newest.hash,
    since: Math.floor(Date.parse(byTime[other + 1].recordedAt) / 1000) * 1000,
  };
}

function planReasons(
  { head, plans }: ApprovalFacts,
  series: Series | undefined,
): string[] {
  if (series) {
    return [];
  }
  return [
    plans.length === 0
      ? `the portal has recorded no plan of ${head.slice(0, 12)}`
      : `the newest plan of ${head.slice(0, 12)} did not pass`,
  ];
}

/** A comment leaves an earlier verdict of its author standing. */
function latestByReviewer(reviews: readonly Review[]): Review[] {
  const latest = new Map<string, Review>();
  const byTime = [...reviews].sort(
    (a, b) =>
      Date.parse(a.submittedAt) - Date.parse(b.submittedAt) || a.id - b.id,
  );
  for (const review of byTime) {
    if (review.state !== 'COMMENTED') {
      const { id, login } = review.reviewer;
      latest.set(String(id ?? login.toLowerCase()), review);
    }
  }
  return [...latest.values()];
}

function refusal(
  { reviewer, state, commit, submittedAt }: Review,
  facts: ApprovalFacts,
  series: Series | undefined,
): string | undefined {
  const { requester, authors, rules, writers, head } = facts;
  if (state === 'DISMISSED') {
    return 'it was dismissed';
  }
  if (commit !== head) {
    return `it is of ${commit?.slice(0, 12) ?? 'an unknown commit'}, not of ${head.slice(0, 12)}`;
  }
  if (!series) {
    return 'there is no plan that it could be of';
  }
  if (!(Date.parse(submittedAt) >= series.since)) {
    return 'it came before the plan that is to be deployed';
  }
  if (requester && isSame(reviewer, requester)) {
    return 'they asked for the change themselves';
  }
  if (authors?.some(author => isSame(reviewer, author))) {
    return 'they wrote the change themselves';
  }
  if (!writers.has(reviewer.login.toLowerCase())) {
    return 'they have no write access to the repository';
  }
  return rules.some(({ owners }) => owns(owners, reviewer))
    ? undefined
    : 'CODEOWNERS does not name them for what is changed';
}

function objectionsOf(
  latest: readonly Review[],
  { rules, writers }: ApprovalFacts,
): Review[] {
  return latest.filter(
    ({ state, reviewer }) =>
      state === 'CHANGES_REQUESTED' &&
      writers.has(reviewer.login.toLowerCase()) &&
      rules.some(({ owners }) => owns(owners, reviewer)),
  );
}

/** Why a rule is open. */
function uncovered({ path, owners }: OwnerRule): string {
  if (!owners) {
    return `it cannot be read who owns ${path}: the portal's app needs Members: read in the organization`;
  }
  return owners.length === 0
    ? `CODEOWNERS names nobody for ${path}`
    : `${path} needs an approval of ${owners.map(({ login }) => login).join(' or ')}`;
}

function owns(
  owners: readonly Account[] | undefined,
  reviewer: Account,
): boolean {
  return owners?.some(owner => isSame(owner, reviewer)) ?? false;
}

/** Whether two accounts are one: by number where both have one. */
export function isSame(a: Account, b: Account): boolean {
  return a.id !== undefined && b.id !== undefined
    ? a.id === b.id
    : a.login.toLowerCase() === b.login.toLowerCase();
}

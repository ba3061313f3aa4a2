import { type Approvals, countApprovals } from '@plinth/repository';
import type { LedgerEntry } from '../ledger/Ledger';
import type { ApprovalEvidence, StoredPlan, StoredPullRequest } from '../store';

/**
 * Tells of each approval in a story whether it counts, by the rule by which the pipeline deploys. The ledger says that it
 * was given; what it is worth depends on plans, pushes and reviews that came after.
 */
export function tellApprovals(
  entries: readonly LedgerEntry[],
  pull: StoredPullRequest | undefined,
  plans: readonly StoredPlan[],
): LedgerEntry[] {
  const tellOne = approvalTeller(pull, plans);
  return entries.map(entry =>
    entry.type === 'approved' ? tellOne(entry) : entry,
  );
}

/** Whose approvals count, for a change of which the ledger keeps them with other units. */
export function countedApprovers(
  pull: StoredPullRequest,
  plans: readonly StoredPlan[],
): string[] {
  return pull.evidence
    ? judgeApprovals(pull, pull.evidence, plans).counted.map(
        ({ reviewer }) => reviewer.login,
      )
    : [];
}

function approvalTeller(
  pull: StoredPullRequest | undefined,
  plans: readonly StoredPlan[],
): (entry: LedgerEntry) => LedgerEntry {
  if (!pull) {
    return entry =>
      refused(entry, 'the portal has not read what it depends on');
  }
  const { evidence } = pull;
  if (!evidence) {
    // An older release recorded it: that nothing is known against it is no reason to call it refused.
    return entry => ({
      ...entry,
      summary: `${entry.summary}, recorded before the portal kept what approvals depend on`,
    });
  }
  const approvals = judgeApprovals(pull, evidence, plans);
  return entry => tell(entry, approvals);
}

/** What the reviews of a pull request come to, by what was read of it. */
export function judgeApprovals(
  { number, headSha }: StoredPullRequest,
  evidence: ApprovalEvidence,
  plans: readonly StoredPlan[],
): Approvals {
  return countApprovals({
    ...evidence,
    head: headSha,
    requester: evidence.requester,
    rules: evidence.rules.map(({ path, owners }) => ({
      path,
      owners: owners ?? undefined,
    })),
    writers: new Set(evidence.writers),
    plans: plans.filter(
      ({ pullRequest, headCommit }) =>
        pullRequest === number && headCommit === headSha,
    ),
  });
}

function tell(entry: LedgerEntry, approvals: Approvals): LedgerEntry {
  const review = reviewOf(entry);
  if (approvals.counted.some(({ id }) => id === review)) {
    return entry;
  }
  const refusal = approvals.refused.find(each => each.review.id === review);
  if (refusal?.review.state === 'DISMISSED') {
    return {
      ...entry,
      type: 'approvalDismissed',
      summary: `${entry.summary}, and dismissed since`,
    };
  }
  return refused(
    entry,
    refusal?.reason ?? 'a later review of the same person took its place',
  );
}

function refused(entry: LedgerEntry, reason: string): LedgerEntry {
  return {
    ...entry,
    type: 'approvalRefused',
    summary: `${entry.summary}, which does not count: ${reason}`,
  };
}

/** GitHub's number of the review: the end of the fact's key. */
function reviewOf({ key }: LedgerEntry): number {
  return Number(key.slice(key.lastIndexOf('/') + 1));
}

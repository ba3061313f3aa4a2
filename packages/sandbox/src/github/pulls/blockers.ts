import type { CheckState } from '../checks/Checks';
import type { BranchProtection, Review } from '../model';

/** What decides whether a protected branch takes a pull request. */
export interface MergeFacts {
  readonly protection: BranchProtection | undefined;
  readonly reviews: readonly Review[];
  /** Logins whose approval can count: they may write, and did not open the pull request. */
  readonly mayApprove: (login: string) => boolean;
  /** What a required check says; only that of an app where one is named by its number. */
  readonly check: (context: string, app?: number) => CheckState | undefined;
  readonly behind: boolean;
  /** For each set of owners whose files are touched, the logins of whom one must approve. */
  readonly ownerGroups: readonly (readonly string[])[];
  readonly lastPusher: string;
}

/** The latest word of each reviewer: an approval or a request for changes stands until the next or its dismissal. */
function standingReviews(reviews: readonly Review[]): Review[] {
  const standing = new Map<string, Review>();
  for (const review of reviews) {
    if (review.state === 'APPROVED' || review.state === 'CHANGES_REQUESTED') {
      standing.set(review.author, review);
    } else if (review.state === 'DISMISSED') {
      standing.delete(review.author);
    }
  }
  return [...standing.values()];
}

/** Why the branch's protection refuses the merge, in GitHub's words; empty when it does not. */
export function mergeBlockers(facts: MergeFacts): string[] {
  const { protection } = facts;
  if (!protection) {
    return [];
  }
  return [...reviewBlockers(facts), ...checkBlockers(facts)];
}

function reviewBlockers(facts: MergeFacts): string[] {
  const required = facts.protection?.requiredReviews;
  if (!required) {
    return [];
  }
  const standing = standingReviews(facts.reviews);
  const counted = standing.filter(
    review =>
      facts.mayApprove(review.author) &&
      !(required.requireLastPushApproval && review.author === facts.lastPusher),
  );
  const approvals = counted.filter(review => review.state === 'APPROVED');
  const blockers: string[] = [];
  if (counted.some(review => review.state === 'CHANGES_REQUESTED')) {
    blockers.push(
      'Changes have been requested by reviewers with write access.',
    );
  }
  if (approvals.length < required.count) {
    blockers.push(
      `At least ${required.count} approving review${required.count === 1 ? ' is' : 's are'} required by reviewers with write access.`,
    );
  }
  if (
    required.requireCodeOwners &&
    facts.ownerGroups.some(
      group => !approvals.some(review => group.includes(review.author)),
    )
  ) {
    blockers.push('Waiting on code owner review.');
  }
  return blockers;
}

function checkBlockers(facts: MergeFacts): string[] {
  const required = facts.protection?.requiredStatusChecks;
  if (!required) {
    return [];
  }
  const blockers = required.contexts.flatMap(context => {
    switch (facts.check(context, required.apps?.[context])) {
      case 'success':
        return [];
      case 'failure':
        return [`Required status check "${context}" is failing.`];
      case 'pending':
        return [`Required status check "${context}" is in progress.`];
      default:
        return [`Required status check "${context}" is expected.`];
    }
  });
  if (required.strict && facts.behind) {
    blockers.push('The head branch is not up to date with the base branch.');
  }
  return blockers;
}

import type {
  BranchProtection,
  EnvironmentProtection,
} from './RepositoryProtection';

/** The commit status that branch protection waits for. Deploy does not read it: whoever may write can set one. */
export const PLAN_STATUS = 'plinth/plan';

/**
 * What of the protected branch is protected less than the template of a platform repository protects it, in sentences that say
 * what to do. Deploy reads the reviews itself, whatever the branch wants.
 */
export function protectionFaults(
  branch: string,
  { isProtected, checks, reviews, isRewritable }: BranchProtection,
): string[] {
  if (!isProtected) {
    return [
      `${branch} is not protected, so that whoever may write can change it without a review. Protect it as the template platform-repository does.`,
    ];
  }
  return [
    ...(checks.includes(PLAN_STATUS)
      ? []
      : [
          `${branch} does not wait for the check ${PLAN_STATUS}; make it a required one.`,
        ]),
    ...(reviews && reviews.approvals < 1
      ? [`${branch} needs no approval; ask for one.`]
      : []),
    ...(reviews && !reviews.ofCodeOwners
      ? [`${branch} needs no approval of code owners; ask for it.`]
      : []),
    ...(reviews?.afterLastPush === false
      ? [
          `${branch} takes an approval of the one who pushed last; ask for that of somebody else.`,
        ]
      : []),
    ...(isRewritable
      ? [
          `${branch} may be rewritten or deleted by whoever may push to it; allow neither force pushes nor deletions.`,
        ]
      : []),
  ];
}

/**
 * How a job gets into a reviewed environment without somebody else's word, or from another branch: each a clause without a
 * full stop.
 *
 * @param name - of the environment
 * @param branch - the protected branch, whose jobs alone may use it
 */
export function environmentFaults(
  name: string,
  branch: string,
  { reviewers, allowsSelfReview, branches }: EnvironmentProtection,
): string[] {
  const isClosed =
    branches === 'protected' ||
    (branches?.length && branches.every(each => each === branch));
  return [
    ...(reviewers === 0
      ? [`the environment ${name} has no required reviewers`]
      : []),
    ...(reviewers > 0 && allowsSelfReview
      ? [`the environment ${name} lets whoever started a run review it`]
      : []),
    ...(isClosed
      ? []
      : [
          `the environment ${name} lets in jobs of ${branches ? branches.join(', ') || 'no branch' : 'every branch'}`,
        ]),
  ];
}

import type { Finding } from '@plinth/plugin-environments-common';
import type { BranchProtection } from '../github/ProtectionApi';
import { PLAN_STATUS } from './planStatus';

/**
 * What of a repository is protected less than the template of a platform repository protects it. Warnings: deploy reads the
 * reviews itself, whatever the branch wants.
 */
export function protectionFindings(
  branch: string,
  protection: BranchProtection | undefined,
  environmentReviewers: boolean,
): Finding[] {
  return [
    ...branchFindings(branch, protection),
    ...(environmentReviewers
      ? []
      : [
          finding(
            'Nobody reviews the jobs that deploy to production and shared services, as environmentReviewers in plinth.json says: this approval is all that they wait for.',
          ),
        ]),
  ];
}

function branchFindings(
  branch: string,
  protection: BranchProtection | undefined,
): Finding[] {
  if (!protection) {
    return [
      finding(
        `It cannot be read how ${branch} is protected; give the job permissions: contents: read.`,
      ),
    ];
  }
  const { isProtected, checks, reviews } = protection;
  if (!isProtected) {
    return [
      finding(
        `${branch} is not protected, so that whoever may write can change it without a review. Protect it as the template platform-repository does.`,
      ),
    ];
  }
  return [
    ...(checks.includes(PLAN_STATUS)
      ? []
      : [
          finding(
            `${branch} does not wait for the check ${PLAN_STATUS}; make it a required one.`,
          ),
        ]),
    ...(reviews && reviews.approvals < 1
      ? [finding(`${branch} needs no approval; ask for one.`)]
      : []),
    ...(reviews && !reviews.ofCodeOwners
      ? [finding(`${branch} needs no approval of code owners; ask for it.`)]
      : []),
    ...(reviews && !reviews.afterLastPush
      ? [
          finding(
            `${branch} takes an approval of the one who pushed last; ask for that of somebody else.`,
          ),
        ]
      : []),
  ];
}

function finding(message: string): Finding {
  return { severity: 'warning', rule: 'protection', message };
}

import type { ApprovalRecord } from '@plinth/plugin-environments-common';
import { countApprovals } from '@plinth/repository';
import { DeliveryError } from '../errors';
import type { PullRequest } from '../github/PullRequestApi';
import type { ReviewApi } from '../github/ReviewApi';
import { planHash, unitHash } from '../plan/hash';
import type { PlanBinding } from '../plan/model';

/** What to do when an approval does not fit any more: a pull request that was merged gets no new plan. */
const RERUN =
  'Change its folder in a new pull request, and have the plan of that approved.';

/** The plan that a pull request was approved with. */
export interface ApprovedPlan extends PlanBinding {
  readonly hash: string;
  /** Logins of those whose approvals count. */
  readonly approvers: readonly string[];
}

/** Tells what the portal knows of a pull request's approval; throws a `DeliveryError` when it does not answer. */
export interface ApprovalRecords {
  approval(number: number, head: string): Promise<ApprovalRecord>;
}

/**
 * Finds the plan that a merged pull request was approved with. Who may write to the repository can write a status, a comment or a
 * label, so none of them is asked: the portal recorded the plans, GitHub has the reviews, and one rule says which of them count.
 *
 * @throws DeliveryError that says what is missing
 */
export async function findApprovedPlan(
  pull: Pick<PullRequest, 'number' | 'headSha'>,
  sources: { portal: ApprovalRecords; github: ReviewApi },
): Promise<ApprovedPlan> {
  const { portal, github } = sources;
  const { number, headSha } = pull;
  const [record, reviews] = await Promise.all([
    portal.approval(number, headSha),
    github.read(number),
  ]);
  const where = `pull request #${number} (${headSha.slice(0, 12)})`;
  if (record.pullRequest !== number || record.head !== headSha) {
    throw refused(`The portal answered about another change than ${where}.`);
  }
  const { hash, counted, missing } = countApprovals({
    ...reviews,
    head: headSha,
    rules: record.rules.map(({ path, owners }) => ({
      path,
      owners: owners ?? undefined,
    })),
    requester: record.requester ?? undefined,
    plans: record.plans,
  });
  if (hash === undefined || missing.length > 0) {
    throw refused(`${where} is not approved: ${missing.join('; ')}.`);
  }
  const binding = record.plans.findLast(
    plan => plan.hash === hash && plan.outcome === 'passed',
  )?.binding;
  if (!binding || !addsUp(binding, hash)) {
    throw refused(
      `What the portal recorded of ${where} does not add up to the approved hash sha256:${hash}. ${RERUN}`,
    );
  }
  const approvers = counted.map(({ reviewer }) => reviewer.login);
  return { ...binding, hash, approvers: [...new Set(approvers)].sort() };
}

function addsUp({ unitHashes, bindings }: PlanBinding, hash: string): boolean {
  return (
    planHash(unitHashes) === hash &&
    Object.entries(bindings).every(
      ([unit, binding]) => unitHash(unit, binding) === unitHashes[unit],
    )
  );
}

function refused(reason: string): DeliveryError {
  return new DeliveryError(`Nothing was deployed: ${reason}`, 'approval');
}

/** Why a unit must not be deployed under this approval; undefined when it may. */
export function refusal(
  approved: PlanBinding,
  unit: string,
  actualHash: string,
): string | undefined {
  const expected = approved.unitHashes[unit];
  if (expected === undefined) {
    return `${unit} was not part of the approved plan. ${RERUN}`;
  }
  if (expected === actualHash) {
    return undefined;
  }
  return `${unit} is not what was approved: its baseline, its template or its change differ from the plan (approved sha256:${expected.slice(0, 12)}, now sha256:${actualHash.slice(0, 12)}). Something else was deployed or merged since. ${RERUN}`;
}

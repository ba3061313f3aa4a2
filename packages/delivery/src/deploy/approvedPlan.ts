import { DeliveryError } from '../errors';
import type {
  CommitStatus,
  PullRequest,
  PullRequestApi,
} from '../github/PullRequestApi';
import {
  PLAN_MARKER,
  type PlanBinding,
  readPlanBinding,
} from '../plan/planComment';
import { hashInStatus, PLAN_STATUS } from '../plan/planStatus';

/** What to do when an approval does not fit any more. */
const RERUN =
  'Run the plan of the pull request again, have its result approved, then run this deployment again.';

/** The plan that the pull request was approved with. */
export interface ApprovedPlan extends PlanBinding {
  readonly hash: string;
}

/** Finds the approved plan of a merged pull request; throws a `DeliveryError` when there is not exactly one. */
export async function findApprovedPlan(
  github: PullRequestApi,
  pull: PullRequest,
): Promise<ApprovedPlan> {
  const [statuses, comments] = await Promise.all([
    github.statuses(pull.headSha),
    github.comments(pull.number, PLAN_MARKER),
  ]);
  return readApprovedPlan(
    pull,
    statuses,
    comments.map(({ body }) => body),
  );
}

/** The newest `plinth/plan` status decides; of the comments one must add up to its hash. */
export function readApprovedPlan(
  pull: Pick<PullRequest, 'number' | 'headSha'>,
  statuses: readonly CommitStatus[],
  comments: readonly string[],
): ApprovedPlan {
  const where = `pull request #${pull.number} (${pull.headSha.slice(0, 12)})`;
  const status = statuses.find(({ context }) => context === PLAN_STATUS);
  if (!status) {
    throw new DeliveryError(
      `There is no ${PLAN_STATUS} status on ${where}, so nothing was approved. ${RERUN}`,
    );
  }
  const hash =
    status.state === 'success' ? hashInStatus(status.description) : undefined;
  if (!hash) {
    throw new DeliveryError(
      `The plan of ${where} did not pass: ${PLAN_STATUS} is ${status.state} (${status.description}). ${RERUN}`,
    );
  }
  for (const comment of comments) {
    const binding = readPlanBinding(comment, hash);
    if (binding) {
      return { hash, ...binding };
    }
  }
  throw new DeliveryError(
    `No comment on ${where} adds up to the approved hash sha256:${hash}; it was edited or deleted. ${RERUN}`,
  );
}

/** Why a unit must not be deployed under this approval; undefined when it may. */
export function refusal(
  approved: ApprovedPlan,
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

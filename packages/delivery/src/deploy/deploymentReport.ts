import type {
  DeployedStack,
  DeploymentReport,
} from '@plinth/plugin-environments-common';
import type { RunContext } from '../github/RunContext';
import { shorten } from '../markdown';
import { bytesOf, MAX_REPORT } from '../reportSize';
import { reportedAttempts } from '../attempts';
import type { PendingMerge } from './pendingMerges';

/** The portal refuses longer reasons. */
const MAX_REASON = 20_000;

/** The portal refuses more constructs of a stack; CloudFormation refuses so many resources, too. */
const MOST_CONSTRUCTS = 500;

/** Whether a stack is not what was approved after a deployment. */
export function isBad({ outcome }: Pick<DeployedStack, 'outcome'>): boolean {
  return outcome === 'failed' || outcome === 'rolledBack';
}

/** The report of a merge's deployment before anything is known of its stacks. */
export function beginReport(
  run: Pick<RunContext, 'runId' | 'attempt' | 'job' | 'runUrl' | 'sha'>,
  { commit, pull, ignored }: Omit<PendingMerge, 'base'>,
  now: Date,
): DeploymentReport {
  const { runId, attempt, job, runUrl, sha } = run;
  // A run may catch up on merges before its own.
  const merge = commit === sha ? '' : `-${commit.slice(0, 12)}`;
  return {
    id: `${runId}-${attempt}-${job}${merge}`,
    commit,
    pullRequest: pull?.number,
    runId,
    runUrl,
    outcome: 'running',
    ...reportedAttempts(ignored),
    startedAt: now.toISOString(),
    stacks: [],
  };
}

/** The report of a deployment of which it is known what it has to do. */
export function startReport(
  report: DeploymentReport,
  start: Pick<DeploymentReport, 'planHash' | 'stacks'>,
): DeploymentReport {
  return thatFits({ ...report, ...start });
}

/** The report of a deployment whose stacks have all ended. */
export function endReport(
  report: DeploymentReport,
  stacks: DeployedStack[],
  now: Date,
): DeploymentReport {
  const bad = stacks.filter(isBad);
  const outcomes = bad.map(({ outcome }) => outcome);
  // What failed needs somebody, and weighs more than what was rolled back.
  const worst = (['failed', 'rolledBack'] as const).find(each =>
    outcomes.includes(each),
  );
  return thatFits({
    ...report,
    stacks,
    outcome: worst ?? 'succeeded',
    reason: bad[0] && `${bad[0].stackName}: ${bad[0].reason}`,
    finishedAt: now.toISOString(),
  });
}

/** The report of a deployment that was refused or broke off: what was running has failed with it. */
export function refuseReport(
  report: DeploymentReport,
  reason: string,
  now: Date,
): DeploymentReport {
  return thatFits({
    ...report,
    outcome: 'failed',
    reason,
    finishedAt: now.toISOString(),
    stacks: report.stacks.map(stack =>
      stack.outcome === 'running'
        ? { ...stack, outcome: 'failed', reason }
        : stack,
    ),
  });
}

/**
 * A report that the portal takes, however many stacks have however much to say: what became of each is always told, its reason as
 * far as all have room, and of which constructs it is made where room is left. The log of the run has the reasons whole.
 */
function thatFits(report: DeploymentReport): DeploymentReport {
  const bare = withReasonsThatFit({
    ...report,
    stacks: report.stacks.map(({ constructs, ...stack }) => stack),
  });
  let left = MAX_REPORT - bytesOf(bare);
  const stacks = bare.stacks.map((stack, index) => {
    const { constructs = {} } = report.stacks[index];
    const count = Object.keys(constructs).length;
    const bytes = bytesOf({ constructs });
    if (count === 0 || count > MOST_CONSTRUCTS || bytes > left) {
      return stack;
    }
    left -= bytes;
    return { ...stack, constructs };
  });
  return { ...bare, stacks };
}

function withReasonsThatFit(report: DeploymentReport): DeploymentReport {
  const reason = report.reason && shorten(report.reason, MAX_REASON);
  let told = { ...report, reason };
  for (let most = MAX_REASON; most > 0; most = Math.floor(most / 2)) {
    const stacks = told.stacks.map(stack =>
      stack.reason === undefined
        ? stack
        : { ...stack, reason: shorten(stack.reason, most) },
    );
    told = { ...told, stacks };
    if (bytesOf(told) <= MAX_REPORT) {
      break;
    }
  }
  return told;
}

/** `2 deployed, 1 unchanged, 1 waiting for approval; approved by admin`: what became of the stacks, and of the units left to another job. */
export function summaryOf(
  stacks: ReadonlyArray<Pick<DeployedStack, 'outcome' | 'operation'>>,
  left: number,
  approvers: readonly string[],
): string {
  const deleted = stacks.filter(({ operation }) => operation === 'delete');
  const deployed = stacks.filter(({ operation }) => operation !== 'delete');
  const count = (outcome: DeployedStack['outcome']) =>
    deployed.filter(stack => stack.outcome === outcome).length;
  const parts: Array<[number, string]> = [
    [
      deleted.filter(({ outcome }) => outcome === 'succeeded').length,
      'deleted',
    ],
    [
      deleted.filter(({ outcome }) => outcome === 'unchanged').length,
      'deleted before',
    ],
    [count('unchanged'), 'unchanged'],
    [stacks.filter(isBad).length, 'failed'],
    [left, 'waiting for approval'],
  ];
  const done = [
    ...(deployed.length > 0 || deleted.length === 0
      ? [`${count('succeeded')} deployed`]
      : []),
    ...parts.flatMap(([number, what]) =>
      number > 0 ? [`${number} ${what}`] : [],
    ),
  ].join(', ');
  return approvers.length > 0
    ? `${done}; approved by ${approvers.join(', ')}`
    : done;
}

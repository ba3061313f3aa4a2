import type {
  Commit,
  Deployment,
  DeploymentReport,
} from '@plinth/plugin-environments-common';
import { roundAmount } from '@plinth/plugin-environments-common';
import { countedApprovers } from '../changes/tellApprovals';
import type { RepositoryConfig } from '../config/EnvironmentsConfig';
import { commitLink, pullRequestLink, runLink } from '../health/links';
import { isUnchanged, outcomeOfUnit } from '../health/outcomeOfUnit';
import { rejectionOf } from '../health/rejectionOf';
import type { LedgerEntry } from '../ledger/Ledger';
import type { StoredPlan, StoredPullRequest, StoredRun } from '../store';

/** What is known of one deployment of a unit: what its run reported, what GitHub says of the run, or both. */
export interface DeploymentFacts {
  id: string;
  /** ISO 8601 in UTC with milliseconds. */
  at: string;
  report?: DeploymentReport;
  run?: StoredRun;
}

/** What deployments are described by beside their own facts. */
export interface DeploymentSources {
  repository: RepositoryConfig;
  unit: string;
  /** After which the unit's reviewed environment is named. */
  stage: string;
  commits: ReadonlyMap<string, Commit>;
  /** By number. */
  pullRequests: ReadonlyMap<number, StoredPullRequest>;
  /** By merge commit. */
  merged: ReadonlyMap<string, StoredPullRequest>;
  plans: readonly StoredPlan[];
  /** Entries of the ledger that say what was planned. */
  planned: readonly LedgerEntry[];
}

/** The facts of a deployment that a run reported; those of a run that another attempt took the place of are not its own. */
export function factsOfReport(
  report: DeploymentReport,
  runs: ReadonlyMap<string, StoredRun>,
): DeploymentFacts {
  const run = runs.get(report.runId);
  const isLast = run && report.id.startsWith(`${run.id}-${run.attempt}-`);
  return {
    id: report.id,
    at: new Date(report.startedAt).toISOString(),
    report,
    ...(isLast ? { run } : {}),
  };
}

/** The facts of a run that has reported nothing of the unit. */
export function factsOfRun(run: StoredRun): DeploymentFacts {
  return {
    id: `${run.id}-${run.attempt}`,
    at: run.startedAt ?? run.createdAt,
    run,
  };
}

/** How a run that has reported nothing of a unit stands for it. */
function statusOfRun(run: StoredRun, stage: string): Deployment['status'] {
  switch (run.status) {
    case 'failed':
      return rejectionOf(run, stage) ? 'rejected' : 'failed';
    case 'waiting':
      // What it waits for may be the reviewers of others.
      return run.waitingFor.some(({ environment }) => environment === stage)
        ? 'waiting'
        : 'running';
    default:
      return run.status;
  }
}

const OVER: ReadonlySet<StoredRun['status']> = new Set(['failed', 'cancelled']);

function statusOf(
  { report, run }: DeploymentFacts,
  { unit, stage }: DeploymentSources,
): Pick<Deployment, 'status' | 'reason'> {
  if (report) {
    const { outcome, reason } = outcomeOfUnit(report, unit);
    // A run that was stopped told nothing of it any more.
    if (outcome === 'running' && run && OVER.has(run.status)) {
      return { status: run.status as 'failed' | 'cancelled' };
    }
    return isUnchanged(report, unit)
      ? { status: 'unchanged' }
      : { status: outcome, ...(reason ? { reason } : {}) };
  }
  return { status: run ? statusOfRun(run, stage) : 'queued' };
}

/** Describes a deployment of a unit as the API tells it. */
export function describeDeployment(
  facts: DeploymentFacts,
  sources: DeploymentSources,
): Deployment {
  const { report, run } = facts;
  const { repository, stage, commits } = sources;
  const sha = report?.commit ?? run?.commit ?? '';
  const pull =
    sources.pullRequests.get(report?.pullRequest ?? NaN) ??
    sources.merged.get(sha);
  const number = pull?.number ?? report?.pullRequest;
  const commit = commitLink(repository, sha, commits);
  const status = statusOf(facts, sources);
  const isOver = !['queued', 'waiting', 'running'].includes(status.status);
  const finishedAt =
    report?.finishedAt ?? (isOver ? run?.updatedAt : undefined);
  const reviews = (run?.reviews ?? []).filter(
    ({ environment }) => environment === stage,
  );
  const approvers = pull
    ? [...new Set(countedApprovers(pull, sources.plans))]
    : [];
  const requester = pull?.request?.requester;
  const plan = planOf(facts, number, sources);
  return {
    id: facts.id,
    ...status,
    startedAt: facts.at,
    ...(finishedAt ? { finishedAt } : {}),
    commit,
    title:
      pull?.title ??
      commit.message?.split('\n')[0] ??
      `Deployment of ${sha.slice(0, 7)}`,
    run: runLink(repository, report?.runId ?? run?.id ?? ''),
    ...(number === undefined
      ? { changesUrl: commit.url }
      : {
          pullRequest: pullRequestLink(repository, number, pull?.title),
          changesUrl: `${pullRequestLink(repository, number).url}/files`,
        }),
    ...(requester ? { requester } : {}),
    ...(approvers.length > 0 ? { approvers } : {}),
    ...(status.status === 'waiting' && run
      ? {
          waitingFor: run.waitingFor.filter(
            ({ environment }) => environment === stage,
          ),
        }
      : {}),
    ...(reviews.length > 0 ? { reviews } : {}),
    ...(plan ? { plan } : {}),
  };
}

/** One stack of a plan, as the ledger keeps it; the unit is missing where a version before recorded it. */
interface PlannedPart {
  unit?: string;
  stackName: string;
  changes: number;
  monthlyCostDelta?: number;
}

/** The plan that a deployment went by: the one that its report names, else the last of its pull request that passed. */
function planOf(
  { report }: DeploymentFacts,
  pullRequest: number | undefined,
  { planned, unit }: DeploymentSources,
): Deployment['plan'] {
  const own = planned.filter(entry => entry.pullRequest === pullRequest);
  const entry =
    own.findLast(({ details }) => details?.hash === report?.planHash) ??
    (report?.planHash
      ? undefined
      : own.findLast(({ details }) => details?.outcome === 'passed'));
  const hash = report?.planHash ?? entry?.details?.hash;
  if (typeof hash !== 'string') {
    return undefined;
  }
  const all = (entry?.details?.stacks ?? []) as unknown as PlannedPart[];
  const names = report?.stacks
    .filter(stack => stack.unit === unit)
    .map(({ stackName }) => stackName);
  const parts = all.filter(part =>
    part.unit === undefined
      ? entry?.units.length === 1 || names?.includes(part.stackName)
      : part.unit === unit,
  );
  const deltas = parts.flatMap(
    ({ monthlyCostDelta }) => monthlyCostDelta ?? [],
  );
  return {
    hash,
    ...(parts.length > 0
      ? { changes: parts.reduce((sum, { changes }) => sum + changes, 0) }
      : {}),
    ...(deltas.length > 0
      ? { monthlyCostDelta: roundAmount(deltas.reduce((a, b) => a + b, 0)) }
      : {}),
    ...(entry?.url ? { url: entry.url } : {}),
  };
}

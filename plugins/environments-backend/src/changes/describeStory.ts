import type {
  Change,
  ChangeEntry,
  Commit,
  DeploymentReport,
} from '@plinth/plugin-environments-common';
import { countedApprovers, tellApprovals } from './tellApprovals';
import type { RepositoryConfig } from '../config/EnvironmentsConfig';
import { commitLink, pullRequestLink, runLink } from '../health/links';
import { isUnchanged, outcomeOfUnit } from '../health/outcomeOfUnit';
import type { LedgerEntry } from '../ledger/Ledger';
import type { StoredPlan, StoredPullRequest } from '../store';
import type { Position } from './pageChanges';
import type { Story } from './Stories';

/** What is told of stories beside their facts. */
export interface ChangeSources {
  repository: RepositoryConfig;
  unit: string;
  pullRequests: ReadonlyMap<number, StoredPullRequest>;
  /** Plans of these pull requests, in any order. */
  plans: readonly StoredPlan[];
  commits: ReadonlyMap<string, Commit>;
}

const STATUS_OF_OUTCOME: Record<DeploymentReport['outcome'], Change['status']> =
  {
    running: 'deploying',
    succeeded: 'deployed',
    failed: 'failed',
    rolledBack: 'rolledBack',
  };

/** What says how a run went that has reported nothing. */
const RUN_ENTRIES: ReadonlySet<LedgerEntry['type']> = new Set([
  'deploymentApproved',
  'deploymentRejected',
  'runFailed',
  'runCancelled',
]);

/** How the last stack operation of a story stands, where no run has reported; undefined without one. */
function statusOfOperation({ entries }: Story): Change['status'] | undefined {
  const last = entries
    .filter(
      ({ type, details }) =>
        type === 'stackEvent' &&
        details?.resourceType === 'AWS::CloudFormation::Stack',
    )
    .at(-1);
  if (!last) {
    return undefined;
  }
  const status = String(last.details?.status ?? '');
  if (/ROLLBACK.*COMPLETE/.test(status)) {
    return 'rolledBack';
  }
  if (status.endsWith('_FAILED')) {
    return 'failed';
  }
  return status.endsWith('_COMPLETE') ? 'deployed' : 'deploying';
}

/** How the run of a story ended that told of the unit nothing itself; undefined where none did. */
function statusOfRun({ entries }: Story): Change['status'] | undefined {
  switch (entries.findLast(({ type }) => RUN_ENTRIES.has(type))?.type) {
    case 'runFailed':
      return 'failed';
    case 'runCancelled':
      return 'cancelled';
    case 'deploymentRejected':
      return 'rejected';
    default:
      return undefined;
  }
}

function statusOf(
  story: Story,
  pull: StoredPullRequest | undefined,
  unit: string,
): Change['status'] {
  const last = story.deployments.at(-1);
  if (story.outOfBand) {
    return 'outOfBand';
  }
  if (last) {
    // A second attempt finds the unit deployed already.
    const changing = story.deployments.filter(
      report => !isUnchanged(report, unit),
    );
    const decisive = changing.at(-1);
    return decisive
      ? STATUS_OF_OUTCOME[outcomeOfUnit(decisive, unit).outcome]
      : 'unchanged';
  }
  if (story.commit) {
    return statusOfOperation(story) ?? statusOfRun(story) ?? 'merged';
  }
  return pull?.state === 'closed' ? 'closed' : 'proposed';
}

/** The run that deployed it and the plan that it went by, from its last report, else from what its stack says. */
function runAndPlan(story: Story, { repository }: ChangeSources) {
  const last = story.deployments.at(-1);
  const planned = story.entries.filter(e => e.type === 'planned').at(-1);
  const operation = story.entries
    .filter(({ type, details }) => type === 'stackEvent' && details?.run)
    .at(-1)?.details;
  const planHash =
    last?.planHash ?? planned?.details?.hash ?? operation?.planHash;
  const run =
    typeof operation?.run === 'string'
      ? runLink(repository, operation.run)
      : undefined;
  return {
    run: last ? runLink(repository, last.runId) : run,
    planHash: typeof planHash === 'string' ? planHash : undefined,
  };
}

/** Where a story stands in the audit trail: at its merge, else at the first that is known of it. */
export function positionOf(
  { commit, pullRequest, mergedAt, entries, deployments }: Story,
  commits: ReadonlyMap<string, Commit>,
): Position {
  const at =
    mergedAt ??
    commits.get(commit ?? '')?.committedAt ??
    entries.at(0)?.at ??
    deployments.at(-1)?.startedAt ??
    0;
  const unmerged =
    pullRequest === undefined
      ? `ledger-${entries.at(0)?.seq ?? 0}`
      : `pull-${pullRequest}`;
  return { at: new Date(at).toISOString(), id: commit ?? unmerged };
}

function toEntry(entry: LedgerEntry): ChangeEntry {
  const { seq, type, at, actor, summary, url, details } = entry;
  return { id: `ledger-${seq}`, type, at, actor, summary, url, details };
}

/** Describes a story as the API tells it. */
export function describeStory(story: Story, sources: ChangeSources): Change {
  const { repository, commits, pullRequests, unit } = sources;
  const { commit: sha, deployments } = story;
  const pull = pullRequests.get(story.pullRequest ?? NaN);
  const entries = tellApprovals(story.entries, pull, sources.plans);
  const number = story.pullRequest ?? deployments.at(-1)?.pullRequest;
  const commit =
    sha === undefined ? undefined : commitLink(repository, sha, commits);
  // The ledger has the approvals with the units whose folders a pull request changes; it may reach more.
  const approvers = new Set(
    pull && sha !== undefined && !entries.some(({ type }) => type === 'merged')
      ? countedApprovers(pull, sources.plans)
      : entries.flatMap(e => (e.type === 'approved' && e.actor) || []),
  );
  return {
    ...positionOf(story, commits),
    commit,
    title:
      pull?.title ??
      commit?.message?.split('\n')[0] ??
      entries.at(0)?.summary ??
      `Deployment of ${sha?.slice(0, 7) ?? 'an unknown commit'}`,
    status: statusOf(story, pull, unit),
    pullRequest:
      number === undefined
        ? undefined
        : pullRequestLink(repository, number, pull?.title),
    requester:
      entries.find(({ type }) => type === 'requested')?.actor ??
      pull?.request?.requester,
    approvers: approvers.size > 0 ? [...approvers] : undefined,
    ...runAndPlan(story, sources),
    entries: entries.map(toEntry),
  };
}

import { listUnits } from '@plinth/repository/units';
import { DeliveryError } from '../errors';
import type { Git } from '../git/Git';
import type { PipelineRun, PipelineRuns } from '../github/PipelineRuns';
import {
  RUN,
  type PullRequest,
  type PullRequestApi,
} from '../github/PullRequestApi';
import { planStatusAttempts, type Attempt } from '../attempts';
import { DeployAttempts } from './DeployAttempts';

/** One merged pull request that is not deployed yet: what main was before it, and after it. */
export interface PendingMerge {
  readonly base: string;
  readonly commit: string;
  /** Undefined when the commit came without a pull request, or it is not clear with which. */
  readonly pull: PullRequest | undefined;
  /** What tries to pass for a deployment of it, or for its plan. */
  readonly ignored: readonly Attempt[];
}

/** How far back is looked for a commit whose deployment was tried. */
const MAX_COMMITS = 50;

/**
 * The merges to deploy, oldest first; the last one ends at `head`.
 *
 * GitHub keeps only the newest waiting run of a concurrency group, so a run may have to do the work of runs that were
 * cancelled before it: everything after the newest commit on which `context` tells of an attempt. Where there is no such
 * commit (the first runs of a repository) it is this push, with those whose runs are not done. A job for reviewed stages does not look by itself, since a
 * commit without an attempt may have been rejected there: it is told `since` by the job that caught up.
 */
export async function pendingMerges(options: {
  git: Git;
  github: PullRequestApi;
  runs: PipelineRuns;
  head: string;
  /** The commit before this push. */
  before: string | undefined;
  branch: string;
  /** The commit status that deployments leave. */
  context: string;
  /** Catch up by the attempts that can be found, or on what came after a commit, or not at all. */
  catchUp: 'attempts' | { since: string } | undefined;
}): Promise<PendingMerge[]> {
  const { git, github, runs, head, branch, context, catchUp } = options;
  const pushed = await commitsOfPush(git, head, options.before);
  if (!pushed) {
    return [];
  }
  const attempts =
    typeof catchUp === 'object'
      ? undefined
      : await DeployAttempts.read({ git, runs, context });
  let skipped: CommitRange = { base: pushed.base, commits: [] };
  if (attempts && catchUp) {
    skipped = await commitsSinceAttempt({ git, github, attempts }, pushed.base);
  } else if (typeof catchUp === 'object') {
    skipped = await commitsSince(git, pushed.base, catchUp.since);
  }
  const merges: PendingMerge[] = [];
  let base = skipped.base;
  for (const commit of [...skipped.commits, ...pushed.commits]) {
    const pulls = (await github.mergedWith(commit)).filter(
      ({ baseRef }) => baseRef === branch,
    );
    const pull = pulls.length === 1 ? pulls[0] : undefined;
    // A job of reviewed stages would find those of the job before it in the same run, which told of the others.
    const ignored = attempts
      ? await attempts.ignored(await github.statuses(commit), commit)
      : [];
    const last = merges.at(-1);
    // A rebase merge brings several commits of one pull request.
    if (pull && last?.pull?.number === pull.number) {
      merges[merges.length - 1] = {
        ...last,
        commit,
        ignored: [...last.ignored, ...ignored],
      };
    } else {
      const ofPlan =
        attempts && pull ? await planStatusAttempts(github, pull.headSha) : [];
      merges.push({ base, commit, pull, ignored: [...ofPlan, ...ignored] });
    }
    base = commit;
  }
  if (typeof catchUp === 'object') {
    return merges;
  }
  // While this run was still synthesizing, a later one may have caught up on its push, and handed on what waits for reviewers. What
  // came before the push was not tried, as was just read.
  const other = await caughtUpBy(runs);
  return without(merges, async ({ commit }) => {
    const status =
      other && pushed.commits.includes(commit)
        ? (await github.statuses(commit)).find(
            each =>
              each.creator === RUN &&
              each.context === context &&
              each.url === other.url,
          )
        : undefined;
    return status?.state === 'success';
  });
}

/** The later run that did this one's work before it; undefined where none did, or not well. */
async function caughtUpBy(
  runs: PipelineRuns,
): Promise<PipelineRun | undefined> {
  const own = await runs.own();
  const later = (await runs.all()).filter(({ number }) => number > own.number);
  let first: PipelineRun | undefined;
  let begun: Awaited<ReturnType<PipelineRuns['deployment']>>;
  for (const run of later.length > 0 ? [own, ...later] : []) {
    const job = await runs.deployment(run);
    if (job && (!begun || Date.parse(job.at) < Date.parse(begun.at))) {
      first = run;
      begun = job;
    }
  }
  return first?.id !== own.id && begun?.succeeded ? first : undefined;
}

async function without(
  merges: readonly PendingMerge[],
  isDone: (merge: PendingMerge) => Promise<boolean>,
): Promise<PendingMerge[]> {
  const left: PendingMerge[] = [];
  for (const merge of merges) {
    if (!(await isDone(merge))) {
      left.push(merge);
    }
  }
  return left;
}

/** Commits of the branch after `base`, oldest first. */
interface CommitRange {
  readonly base: string;
  readonly commits: readonly string[];
}

/** Undefined for the first commit of a repository that has no units yet. */
async function commitsOfPush(
  git: Git,
  head: string,
  before: string | undefined,
): Promise<CommitRange | undefined> {
  const base = before ?? (await git.parent(head));
  if (!base) {
    if ((await listUnits(git.at(head))).length === 0) {
      return undefined;
    }
    throw new DeliveryError(
      `${head.slice(0, 12)} is the first commit, so there is nothing it could be compared with. Merge a pull request to deploy.`,
      'history',
    );
  }
  if (!(await git.isAncestor(base, head))) {
    throw new DeliveryError(
      `${base.slice(0, 12)} is not part of the history of ${head.slice(0, 12)}: the branch was rewritten, or the checkout is shallow (fetch-depth: 0).`,
      'history',
    );
  }
  return { base, commits: await git.firstParentCommits(base, head) };
}

async function commitsSinceAttempt(
  {
    git,
    github,
    attempts,
  }: { git: Git; github: PullRequestApi; attempts: DeployAttempts },
  from: string,
): Promise<CommitRange> {
  const commits: string[] = [];
  for (
    let at: string | undefined = from;
    at && commits.length < MAX_COMMITS;
    at = await git.parent(at)
  ) {
    if (await attempts.isAmong(await github.statuses(at), at)) {
      return { base: at, commits: commits.reverse() };
    }
    commits.push(at);
  }
  // The first of several runs may tell of its attempt while this one synthesizes; the others are dropped, and are this one's to do.
  const oldest = commits.findLastIndex(
    commit => attempts.earlierRun(commit) === 'unfinished',
  );
  if (oldest === -1) {
    return { base: from, commits: [] };
  }
  // What was pushed with that commit goes with it, down to what an earlier run was for.
  const before = commits.findIndex(
    (commit, index) => index > oldest && attempts.earlierRun(commit),
  );
  const end = before === -1 ? oldest + 1 : before;
  const base = commits[end] ?? (await git.parent(commits[oldest]));
  return base
    ? { base, commits: commits.slice(0, end).reverse() }
    : { base: from, commits: [] };
}

async function commitsSince(
  git: Git,
  base: string,
  since: string,
): Promise<CommitRange> {
  if (!(await git.isAncestor(since, base))) {
    throw new DeliveryError(
      `${since.slice(0, 12)} is not part of the history of ${base.slice(0, 12)}: --since names what was deployed before, by its full hash.`,
      'history',
    );
  }
  return { base: since, commits: await git.firstParentCommits(since, base) };
}

import type {
  Change,
  ChangeEntry,
  Commit,
  DeployedStack,
  DeploymentReport,
} from '@plinth/plugin-environments-common';
import type { RepositoryConfig } from '../config/EnvironmentsConfig';
import { commitLink, pullRequestLink, runLink } from '../health/links';
import { outcomeOfUnit } from '../health/outcomeOfUnit';
import type { LedgerEntry } from '../ledger/Ledger';
import type { StoredPullRequest } from '../store';

/** What the stories of one unit are joined from. */
export interface ChangeSources {
  repository: RepositoryConfig;
  unit: string;
  /** Entries of the ledger that concern the unit, in any order. */
  entries: LedgerEntry[];
  pullRequests: ReadonlyMap<number, StoredPullRequest>;
  deployments: DeploymentReport[];
  commits: ReadonlyMap<string, Commit>;
}

/** The pipeline reports a moment after CloudFormation is done, and begins a moment before. */
const SLACK_MS = 60_000;
const DAY_MS = 86_400_000;

interface Story {
  pullRequest?: number;
  /** The commit on the deployed branch. */
  commit?: string;
  mergedAt?: string;
  outOfBand?: boolean;
  entries: LedgerEntry[];
  deployments: DeploymentReport[];
}

function isWithin(entry: LedgerEntry, report: DeploymentReport): boolean {
  const stack = report.stacks.find(
    (s: DeployedStack) => s.stackName === entry.details?.stack,
  );
  if (!stack) {
    return false;
  }
  const at = Date.parse(entry.at);
  const from = Date.parse(stack.startedAt ?? report.startedAt);
  const until = stack.finishedAt ?? report.finishedAt;
  return (
    at >= from - SLACK_MS &&
    (until === undefined || at <= Date.parse(until) + SLACK_MS)
  );
}

/**
 * Puts the facts of a unit together to stories, one per merge commit. Facts name a pull request, a commit, both or
 * neither; a commit that is no merge of this unit (a run may deploy several merges at once) belongs to the unit's last
 * merge before it.
 */
class Stories {
  readonly #all: Story[] = [];
  readonly #byPull = new Map<number, Story>();
  readonly #byCommit = new Map<string, Story>();
  readonly #commits: ReadonlyMap<string, Commit>;

  constructor(commits: ReadonlyMap<string, Commit>) {
    this.#commits = commits;
  }

  get all(): Story[] {
    return this.#all;
  }

  ofPull(number: number): Story {
    let story = this.#byPull.get(number);
    if (!story) {
      story = this.#add({ pullRequest: number, entries: [], deployments: [] });
      this.#byPull.set(number, story);
    }
    return story;
  }

  merge(entry: LedgerEntry): void {
    const story =
      entry.pullRequest === undefined
        ? this.#add({ entries: [], deployments: [] })
        : this.ofPull(entry.pullRequest);
    story.entries.push(entry);
    story.commit = entry.commit;
    story.mergedAt = entry.at;
    if (entry.commit) {
      this.#byCommit.set(entry.commit, story);
    }
  }

  /** The story that a deployed commit belongs to. */
  ofCommit(sha: string, at: string): Story {
    const exact = this.#byCommit.get(sha);
    if (exact) {
      return exact;
    }
    const time = this.#commits.get(sha)?.committedAt ?? at;
    const before = this.#all
      .filter(s => s.mergedAt && Date.parse(s.mergedAt) <= Date.parse(time))
      .sort((a, b) => (a.mergedAt ?? '').localeCompare(b.mergedAt ?? ''))
      .at(-1);
    if (before) {
      return before;
    }
    const story = this.#add({
      commit: sha,
      mergedAt: this.#commits.get(sha)?.committedAt,
      entries: [],
      deployments: [],
    });
    this.#byCommit.set(sha, story);
    return story;
  }

  /**
   * The story of a stack operation that no report covers: by the commit that its token begins with, else the last merge
   * within a day before it.
   */
  ofOperation(entry: LedgerEntry): Story | undefined {
    const prefix = entry.details?.commitPrefix;
    if (typeof prefix === 'string') {
      const sha = [...this.#byCommit.keys()].find(s => s.startsWith(prefix));
      if (sha) {
        return this.#byCommit.get(sha);
      }
    }
    const at = Date.parse(entry.at);
    return this.#all
      .filter(story => {
        const merged = Date.parse(story.mergedAt ?? '');
        return merged <= at && at - merged <= DAY_MS;
      })
      .sort((a, b) => (a.mergedAt ?? '').localeCompare(b.mergedAt ?? ''))
      .at(-1);
  }

  outOfBand(entry: LedgerEntry): void {
    this.#add({ outOfBand: true, entries: [entry], deployments: [] });
  }

  #add(story: Story): Story {
    this.#all.push(story);
    return story;
  }
}

function tellStories(sources: ChangeSources): Story[] {
  const stories = new Stories(sources.commits);
  const byTime = [...sources.entries].sort(
    (a, b) => a.at.localeCompare(b.at) || a.seq - b.seq,
  );
  // Merges first: they tie pull requests to commits, whatever order the facts came in.
  byTime.filter(e => e.type === 'merged').forEach(e => stories.merge(e));

  for (const report of sources.deployments) {
    stories.ofCommit(report.commit, report.startedAt).deployments.push(report);
  }
  for (const entry of byTime) {
    switch (entry.type) {
      case 'merged':
        break;
      case 'consoleEdit':
        stories.outOfBand(entry);
        break;
      case 'stackEvent': {
        const report = sources.deployments.find(d => isWithin(entry, d));
        const commit = report?.commit ?? entry.commit;
        const story = commit
          ? stories.ofCommit(commit, entry.at)
          : stories.ofOperation(entry);
        story?.entries.push(entry);
        break;
      }
      default:
        if (entry.commit) {
          stories.ofCommit(entry.commit, entry.at).entries.push(entry);
        } else if (entry.pullRequest !== undefined) {
          stories.ofPull(entry.pullRequest).entries.push(entry);
        }
    }
  }
  return stories.all;
}

/** How the last stack operation of a story stands, where no run has reported; undefined without one. */
function statusOfOperation(story: Story): Change['status'] | undefined {
  const last = story.entries
    .filter(
      e =>
        e.type === 'stackEvent' &&
        e.details?.resourceType === 'AWS::CloudFormation::Stack',
    )
    .sort((a, b) => a.at.localeCompare(b.at) || a.seq - b.seq)
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

function statusOf(
  story: Story,
  last: DeploymentReport | undefined,
  pull: StoredPullRequest | undefined,
  unit: string,
): Change['status'] {
  if (story.outOfBand) {
    return 'outOfBand';
  }
  if (last) {
    const { outcome } = outcomeOfUnit(last, unit);
    return (
      ({ running: 'deploying', succeeded: 'deployed' } as const)[
        outcome as 'running' | 'succeeded'
      ] ?? (outcome as 'failed' | 'rolledBack')
    );
  }
  if (story.commit) {
    return statusOfOperation(story) ?? 'merged';
  }
  return pull?.state === 'closed' ? 'closed' : 'proposed';
}

function toEntry(entry: LedgerEntry): ChangeEntry {
  return {
    id: `ledger-${entry.seq}`,
    type: entry.type,
    at: entry.at,
    ...(entry.actor ? { actor: entry.actor } : {}),
    summary: entry.summary,
    ...(entry.url ? { url: entry.url } : {}),
    ...(entry.details ? { details: { ...entry.details } } : {}),
  };
}

function toChange(story: Story, sources: ChangeSources): Change {
  const { repository, commits, unit } = sources;
  const pull =
    story.pullRequest === undefined
      ? undefined
      : sources.pullRequests.get(story.pullRequest);
  const entries = [...story.entries].sort(
    (a, b) => a.at.localeCompare(b.at) || a.seq - b.seq,
  );
  const last = [...story.deployments]
    .sort((a, b) => Date.parse(a.startedAt) - Date.parse(b.startedAt))
    .at(-1);
  const first = entries.at(0);
  const commit =
    story.commit === undefined
      ? undefined
      : commitLink(repository, story.commit, commits);
  const planned = entries.filter(e => e.type === 'planned').at(-1);
  const operation = entries
    .filter(e => e.type === 'stackEvent' && e.details?.run)
    .at(-1);
  const planHash =
    last?.planHash ?? planned?.details?.hash ?? operation?.details?.planHash;
  let run = last && runLink(repository, last.runId, last.runUrl);
  if (!run && typeof operation?.details?.run === 'string') {
    run = runLink(repository, operation.details.run);
  }
  const requester =
    entries.find(e => e.type === 'requested')?.actor ??
    pull?.request?.requester;
  const approvers = [
    ...new Set(
      entries.flatMap(e => (e.type === 'approved' && e.actor ? [e.actor] : [])),
    ),
  ];
  const pullNumber = story.pullRequest ?? last?.pullRequest;
  let id = story.commit;
  if (id === undefined) {
    id =
      story.pullRequest === undefined
        ? `ledger-${first?.seq ?? 0}`
        : `pull-${story.pullRequest}`;
  }
  return {
    id,
    ...(commit ? { commit } : {}),
    at:
      story.mergedAt ??
      commit?.committedAt ??
      first?.at ??
      last?.startedAt ??
      new Date(0).toISOString(),
    title:
      pull?.title ??
      commit?.message?.split('\n')[0] ??
      first?.summary ??
      `Deployment of ${story.commit?.slice(0, 7) ?? 'an unknown commit'}`,
    status: statusOf(story, last, pull, unit),
    ...(pullNumber === undefined
      ? {}
      : { pullRequest: pullRequestLink(repository, pullNumber, pull?.title) }),
    ...(requester ? { requester } : {}),
    ...(approvers.length > 0 ? { approvers } : {}),
    ...(run ? { run } : {}),
    ...(typeof planHash === 'string' ? { planHash } : {}),
    entries: entries.map(toEntry),
  };
}

/** The audit trail of a unit, newest first: one change per merge commit, per open or closed pull request, per edit. */
export function buildChanges(sources: ChangeSources): Change[] {
  return tellStories(sources)
    .map(story => toChange(story, sources))
    .sort((a, b) => b.at.localeCompare(a.at) || b.id.localeCompare(a.id));
}

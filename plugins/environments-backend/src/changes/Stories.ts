import type {
  Commit,
  DeploymentReport,
} from '@plinth/plugin-environments-common';
import type { LedgerEntry } from '../ledger/Ledger';

/** The facts that belong together. */
export interface Story {
  pullRequest?: number;
  /** The commit on the deployed branch. */
  commit?: string;
  /** When that commit reached the branch, as far as it is known. */
  mergedAt?: string;
  /** Nothing that the pipeline did: an edit in the console, or a deployment from elsewhere. */
  outOfBand?: boolean;
  entries: LedgerEntry[];
  deployments: DeploymentReport[];
}

/** The last of the stories whose commit had reached the branch at a time. */
function lastBefore(stories: Story[], at: string): Story | undefined {
  const time = Date.parse(at);
  let last: Story | undefined;
  for (const story of stories) {
    const merged = Date.parse(story.mergedAt ?? '');
    if (merged <= time && !(Date.parse(last?.mergedAt ?? '') > merged)) {
      last = story;
    }
  }
  return last;
}

/** The stories of a unit, found by what facts name: a pull request, a commit, or the time alone. */
export class Stories {
  readonly all: Story[] = [];
  readonly #byPull = new Map<number, Story>();
  readonly #byCommit = new Map<string, Story>();
  readonly #byOperation = new Map<string, Story>();
  readonly #commits: ReadonlyMap<string, Commit>;

  constructor(commits: ReadonlyMap<string, Commit>) {
    this.#commits = commits;
  }

  add(story: Partial<Story> = {}): Story {
    const added = { entries: [], deployments: [], ...story };
    this.all.push(added);
    return added;
  }

  /** The story of a merge, which ties its pull request to its commit. */
  ofMerge({ commit, pullRequest, at }: LedgerEntry): Story {
    let story = commit === undefined ? undefined : this.#byCommit.get(commit);
    if (pullRequest === undefined) {
      story ??= this.add();
    } else {
      story ??= this.ofPull(pullRequest);
      story.pullRequest ??= pullRequest;
      this.#byPull.set(pullRequest, story);
    }
    story.commit = commit;
    story.mergedAt = at;
    if (commit) {
      this.#byCommit.set(commit, story);
    }
    return story;
  }

  ofPull(number: number): Story {
    const story = this.#byPull.get(number) ?? this.add({ pullRequest: number });
    this.#byPull.set(number, story);
    return story;
  }

  /**
   * The story of a deployed commit, which may reach the unit without a change in its folder: that of the environment of a
   * tenant, or of a file that many units share.
   *
   * @param pullRequest - the one that the commit came from, where a run tells
   */
  ofCommit(sha: string, pullRequest?: number): Story {
    const known = this.#byCommit.get(sha);
    if (known) {
      return known;
    }
    const open =
      pullRequest === undefined ? undefined : this.ofPull(pullRequest);
    const story = open && !open.commit ? open : this.add({ pullRequest });
    story.commit = sha;
    story.mergedAt = this.#commits.get(sha)?.committedAt;
    this.#byCommit.set(sha, story);
    return story;
  }

  /** Whether a commit is on the branch, or a run reported that it deployed it. */
  knows(sha: string): boolean {
    return this.#commits.has(sha) || this.#byCommit.has(sha);
  }

  /** The story of an operation on a stack that neither a run nor a call explains. */
  ofOperation(operation: string): Story {
    const story =
      this.#byOperation.get(operation) ?? this.add({ outOfBand: true });
    this.#byOperation.set(operation, story);
    return story;
  }

  /** The story of the last commit that had reached the branch at a time, unless that was too long before. */
  lastBefore(at: string, options: { withinMs: number }): Story | undefined {
    const story = lastBefore(this.all, at);
    const age = Date.parse(at) - Date.parse(story?.mergedAt ?? '');
    return age <= options.withinMs ? story : undefined;
  }

  /** The commit with these first digits, of those that a story is known of. */
  commitLike(prefix: string): string | undefined {
    return [...this.#byCommit.keys()].find(sha => sha.startsWith(prefix));
  }
}

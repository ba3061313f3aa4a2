import type { Account, RequestMarker, Review } from '@plinth/repository';
import type { Commit } from '@plinth/plugin-environments-common';
import type { Span } from './spans';

/** A commit on the deployed branch, along first parents. */
export interface StoredCommit extends Commit {
  repository: string;
  message: string;
  committedAt: string;
  /** The folders of units that it touches. */
  units: string[];
}

/** Who owns some changed paths, as JSON has it: null when somebody of them could not be read. */
export interface OwnerRule {
  path: string;
  owners: Account[] | null;
}

/** What the approvals of a pull request depend on, its plans aside. */
export interface ApprovalEvidence {
  /** Undefined when GitHub did not tell of all commits. */
  authors: Account[] | undefined;
  reviews: Review[];
  rules: OwnerRule[];
  /** Logins in lower case. */
  writers: string[];
  requester?: Account;
}

/** One value that a pull request asks for; a side that is not there is left out. */
export interface Answer {
  /** The unit's folder. */
  unit: string;
  /** As the unit's file names it, with what it is in: `parameters.instanceClass`. */
  field: string;
  before?: string;
  after?: string;
}

/** What a pull request changes. */
export interface PullContent {
  /** Folders of the units. */
  units: string[];
  /** What it asks of the units, as far as GitHub tells the lines of their files. */
  answers: Answer[];
  /** Number of files. */
  files: number;
  /** Login of who merged it. */
  mergedBy?: string;
}

/** A pull request as GitHub last described it. */
export interface StoredPullRequest {
  repository: string;
  number: number;
  title: string;
  url: string;
  state: 'open' | 'closed' | 'merged';
  author: string;
  headSha: string;
  mergeCommit?: string;
  createdAt: string;
  updatedAt: string;
  closedAt?: string;
  /** What the marker in its description says, if the portal opened it. */
  request?: RequestMarker;
  /** Undefined for one that was read before it was kept. */
  evidence?: ApprovalEvidence;
  /** Undefined for one that was read before it was kept. */
  content?: PullContent;
}

/** Commits and pull requests of the infrastructure repositories. */
export interface RepositoryStore {
  /** Adds commits; those that are there already are left alone. */
  addCommits(commits: StoredCommit[]): Promise<void>;
  /** Which of the commits are stored. */
  knownCommits(repository: string, shas: string[]): Promise<Set<string>>;
  /** Commits by SHA. */
  commits(repository: string, shas: string[]): Promise<Map<string, Commit>>;
  /** Commits by the first digits of their SHAs; those that are not stored are left out. */
  commitsBeginning(
    repository: string,
    prefixes: readonly string[],
  ): Promise<Map<string, Commit>>;
  /** Commits that reached the branch within these stretches, of those that a deployment or a fact of a unit names. */
  commitsWithin(
    repository: string,
    unit: string,
    spans: readonly Span[],
  ): Promise<Commit[]>;
  /** Folders of the units that a commit on the branch touched; none for a commit that is not stored. */
  unitsOfCommit(repository: string, sha: string): Promise<string[]>;
  /** The same of many commits, by commit; those that touch no unit, or are not stored, are left out. */
  unitsOfCommits(
    repository: string,
    shas: string[],
  ): Promise<Map<string, string[]>>;
  /** The last commit on the branch that touched each unit, by unit. */
  lastCommits(
    repository: string,
    units: string[],
  ): Promise<Map<string, Commit>>;

  /** SHAs of the newest commits on the branch that touched each unit, so many of each, by unit. */
  recentCommits(
    repository: string,
    units: readonly string[],
    options: { limit: number },
  ): Promise<Map<string, string[]>>;

  /** Adds or replaces a pull request, unless an update that is newer is stored. */
  putPullRequest(pullRequest: StoredPullRequest): Promise<void>;
  /** Pull requests by number. */
  pullRequests(
    repository: string,
    numbers: number[],
  ): Promise<Map<number, StoredPullRequest>>;
  /** Pull requests that are open, and those that ended since then: the newest first. */
  currentPullRequests(
    repository: string,
    options: { endedSince: string; limit: number },
  ): Promise<StoredPullRequest[]>;
  /** The pull request that a scaffolder task asked for; undefined if there is none. */
  pullRequestOfTask(task: string): Promise<StoredPullRequest | undefined>;
  /** The pull requests that ended in these commits, by commit. */
  pullRequestsOfCommits(
    repository: string,
    shas: string[],
  ): Promise<Map<string, StoredPullRequest>>;
}

/** What an organisation pays for. A person has the free plan. */
export type Plan = 'free' | 'team' | 'enterprise';

/** Role of a person in a repository, from least to most. */
export type RepositoryRole = 'read' | 'triage' | 'write' | 'maintain' | 'admin';

/** A person or bot. */
export interface User {
  readonly id: number;
  readonly login: string;
  name: string;
  email: string;
  readonly type: 'User' | 'Bot';
  /** May administer everything, as a site administrator does. */
  siteAdmin: boolean;
  bio?: string;
  readonly createdAt: string;
}

/** A team of an organisation, for CODEOWNERS, reviewers and roles. */
export interface Team {
  readonly id: number;
  readonly organization: string;
  readonly slug: string;
  name: string;
  members: string[];
}

/** An organisation. */
export interface Organization {
  readonly id: number;
  readonly login: string;
  name: string;
  description: string;
  /** What it pays for: what protects private repositories depends on it. */
  plan: Plan;
  /** Role in every repository of those who are members. */
  defaultRole: RepositoryRole | 'none';
  members: { login: string; role: 'admin' | 'member' }[];
  readonly createdAt: string;
}

/** Access by area, as GitHub Apps name them: `pull_requests: write`. */
export type Permissions = Readonly<Record<string, 'read' | 'write'>>;

/** A GitHub App. It acts as the login `<slug>[bot]` where it is installed. */
export interface GitHubApp {
  readonly id: number;
  readonly clientId: string;
  readonly slug: string;
  readonly name: string;
  /** Login of the user or organisation whose it is. */
  readonly owner: string;
  readonly description: string;
  readonly externalUrl: string;
  /** What its installations may do. */
  readonly permissions: Permissions;
  /** Webhook events that it asks for. */
  readonly events: readonly string[];
  /** Public keys (PEM) by which its JSON Web Tokens are known. */
  readonly publicKeys: readonly string[];
  readonly createdAt: string;
}

/** A GitHub App where it is installed. */
export interface Installation {
  readonly id: number;
  /** Slug of the app. */
  readonly app: string;
  /** Login of the user or organisation. */
  readonly account: string;
  /** What it was granted. */
  permissions: Permissions;
  /** Names of the repositories that it was given. */
  repositories: 'all' | readonly string[];
  readonly createdAt: string;
  updatedAt: string;
}

/** A repository; its objects are in a bare Git repository on disk. */
export interface Repository {
  readonly id: number;
  readonly owner: string;
  readonly name: string;
  /** `owner/name`. */
  readonly fullName: string;
  description: string;
  private: boolean;
  defaultBranch: string;
  archived: boolean;
  topics: string[];
  allowMergeCommit: boolean;
  allowSquashMerge: boolean;
  allowRebaseMerge: boolean;
  deleteBranchOnMerge: boolean;
  /** The `sub` of its runs' OIDC tokens carries the numbers of owner and repository, as on newer repositories. */
  immutableSubject: boolean;
  /** Roles given by name, beside those from the organisation. */
  collaborators: Record<string, RepositoryRole>;
  /** Roles given to teams of the organisation, by slug. */
  teams?: Record<string, RepositoryRole>;
  readonly createdAt: string;
  updatedAt: string;
  pushedAt: string;
}

/** What protects a branch: by the older kind of protection, or by all that counts there together. */
export interface BranchProtection {
  /** Null: no check is required. */
  requiredStatusChecks: {
    strict: boolean;
    contexts: string[];
    /** Numbers of the apps that alone may say so, by context. */
    apps?: Record<string, number>;
  } | null;
  /** Null: changes need no pull request. */
  requiredReviews: {
    count: number;
    dismissStale: boolean;
    requireCodeOwners: boolean;
    /** The last one who pushed may not be the one whose approval counts. */
    requireLastPushApproval: boolean;
  } | null;
  /** Binds administrators too. */
  enforceAdmins: boolean;
  requiredLinearHistory: boolean;
  allowForcePushes: boolean;
  allowDeletions: boolean;
}

/** A rule of a ruleset, with its parameters as GitHub's API writes them. */
export type Rule =
  | {
      readonly type:
        'deletion' | 'non_fast_forward' | 'required_linear_history';
    }
  | {
      readonly type: 'pull_request';
      readonly parameters: {
        readonly required_approving_review_count: number;
        readonly dismiss_stale_reviews_on_push: boolean;
        readonly require_code_owner_review: boolean;
        readonly require_last_push_approval: boolean;
        readonly required_review_thread_resolution: boolean;
      };
    }
  | {
      readonly type: 'required_status_checks';
      readonly parameters: {
        readonly strict_required_status_checks_policy: boolean;
        readonly required_status_checks: readonly {
          readonly context: string;
          readonly integration_id?: number;
        }[];
      };
    };

/** Rules for branches of a repository. */
export interface Ruleset {
  readonly id: number;
  readonly repo: string;
  name: string;
  enforcement: 'active' | 'disabled';
  /** `refs/heads/…`, `~DEFAULT_BRANCH` or `~ALL`. */
  include: readonly string[];
  exclude: readonly string[];
  rules: readonly Rule[];
  /** Whom the rules do not bind. */
  bypass: readonly {
    readonly actor_type: 'OrganizationAdmin' | 'RepositoryRole';
    readonly actor_id: number | null;
    readonly bypass_mode: 'always' | 'pull_request';
  }[];
  readonly createdAt: string;
  updatedAt: string;
}

/** A pull request. Times are ISO 8601. */
export interface Pull {
  readonly id: number;
  readonly repo: string;
  readonly number: number;
  title: string;
  body: string;
  readonly author: string;
  state: 'open' | 'closed';
  draft: boolean;
  readonly headRef: string;
  /** Latest commit of the branch while open; the last one after it was closed. */
  headSha: string;
  baseRef: string;
  /** The base's commit when it was last compared; the base before the merge once merged. */
  baseSha: string;
  /** The test merge while open, the merged commit after; null when it conflicts. */
  mergeCommitSha: string | null;
  merged: boolean;
  mergedBy?: string;
  mergedAt?: string;
  mergeMethod?: MergeMethod;
  readonly createdAt: string;
  updatedAt: string;
  closedAt?: string;
  /** When its description was changed last, and by whom. */
  edited?: { readonly at: string; readonly by: string };
  labels: string[];
  assignees: string[];
  requestedReviewers: string[];
  /** Slugs of teams. */
  requestedTeams: string[];
  /** Who pushed the head commit. */
  lastPusher: string;
}

/** How a pull request is merged. */
export type MergeMethod = 'merge' | 'squash' | 'rebase';

/** What a review says. */
export type ReviewState =
  'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED' | 'PENDING';

/** A review of a pull request. */
export interface Review {
  readonly id: number;
  readonly repo: string;
  readonly number: number;
  readonly author: string;
  body: string;
  state: ReviewState;
  readonly commitSha: string;
  submittedAt: string;
}

/** A comment on a pull request (or issue). */
export interface IssueComment {
  readonly id: number;
  readonly repo: string;
  readonly number: number;
  readonly author: string;
  body: string;
  readonly createdAt: string;
  updatedAt: string;
}

/** A label of a repository. */
export interface Label {
  readonly id: number;
  readonly repo: string;
  name: string;
  color: string;
  description: string;
}

/** A status set on a commit by context; the latest of a context counts. */
export interface CommitStatus {
  readonly id: number;
  readonly repo: string;
  readonly sha: string;
  readonly context: string;
  readonly state: 'error' | 'failure' | 'pending' | 'success';
  readonly description: string;
  readonly targetUrl: string | null;
  readonly creator: string;
  readonly createdAt: string;
}

/** State of a check run. */
export type CheckStatus = 'queued' | 'in_progress' | 'completed';

/** How a check run ended. */
export type CheckConclusion =
  | 'success'
  | 'failure'
  | 'neutral'
  | 'cancelled'
  | 'skipped'
  | 'timed_out'
  | 'action_required'
  | 'stale';

/** A check run on a commit. */
export interface CheckRun {
  readonly id: number;
  readonly repo: string;
  readonly suiteId: number;
  readonly name: string;
  readonly headSha: string;
  status: CheckStatus;
  conclusion: CheckConclusion | null;
  detailsUrl: string | null;
  externalId: string;
  readonly creator: string;
  startedAt: string;
  completedAt: string | null;
  output: { title: string | null; summary: string | null; text: string | null };
}

/** The check runs that one app, or one workflow run, made for a commit. */
export interface CheckSuite {
  readonly id: number;
  readonly repo: string;
  readonly headSha: string;
  /** Null when no branch is known that ends in the commit. */
  readonly headBranch: string | null;
  /** Slug of the app. */
  readonly app: string;
  readonly createdAt: string;
}

/** A webhook of a repository. */
export interface Hook {
  readonly id: number;
  /** `owner/name`; empty where it is an app's. */
  readonly repo: string;
  /** Slug of the app whose it is: it hears of every repository that the app is installed on. */
  readonly app?: string;
  active: boolean;
  events: string[];
  url: string;
  contentType: 'json' | 'form';
  secret?: string;
  readonly createdAt: string;
  updatedAt: string;
}

/** One attempt to deliver an event to a webhook. */
export interface HookDelivery {
  readonly id: number;
  readonly hookId: number;
  /** Same for an event and its redeliveries: `X-GitHub-Delivery`. */
  readonly guid: string;
  readonly event: string;
  readonly action: string | null;
  readonly redelivery: boolean;
  readonly deliveredAt: string;
  /** Seconds. */
  duration: number;
  status: string;
  statusCode: number;
  request: { headers: Record<string, string>; payload: string };
  response: { headers: Record<string, string>; payload: string };
}

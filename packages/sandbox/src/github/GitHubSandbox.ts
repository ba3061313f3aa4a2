import type { ActionsStore } from './actionsModel';
import type { GitHubEvents } from './events';
import type {
  BranchProtection,
  CheckConclusion,
  CheckRun,
  CheckStatus,
  CommitStatus,
  GitHubApp,
  Hook,
  HookDelivery,
  Installation,
  IssueComment,
  Label,
  MergeMethod,
  Organization,
  Permissions,
  Plan,
  Pull,
  Repository,
  RepositoryRole,
  Review,
  Team,
  User,
} from './model';

/** Name and address in a commit. */
export interface Signature {
  readonly name: string;
  readonly email: string;
}

/** A change to make as one commit: text or bytes by path; null deletes the path. */
export interface FileChanges {
  readonly [path: string]:
    string | Buffer | { content: string | Buffer; executable: boolean } | null;
}

/** People, organisations and teams. */
export interface AccountsApi {
  createUser(options: {
    login: string;
    name?: string;
    email?: string;
    type?: 'User' | 'Bot';
    siteAdmin?: boolean;
    bio?: string;
  }): User;
  createOrganization(options: {
    login: string;
    name?: string;
    description?: string;
    /** Default: enterprise. */
    plan?: Plan;
    defaultRole?: RepositoryRole | 'none';
    members?: { login: string; role: 'admin' | 'member' }[];
  }): Organization;
  createTeam(options: {
    organization: string;
    slug: string;
    name?: string;
    members: string[];
  }): Team;
  user(login: string): User | undefined;
  organization(login: string): Organization | undefined;
  users(): User[];
}

/** GitHub Apps. */
export interface AppsApi {
  /** Registers an app and makes its private key (PEM), which is not kept. It acts as `<slug>[bot]`. */
  create(options: {
    slug: string;
    name?: string;
    /** Login of the user or organisation whose it is. */
    owner: string;
    description?: string;
    externalUrl?: string;
    /** What it asks for: `pull_requests: write`. It may always read metadata. */
    permissions: Permissions;
    events?: string[];
  }): { app: GitHubApp; privateKey: string };
  /** Installs an app for a user or organisation, or changes what it was given there. */
  install(options: {
    /** Slug. */
    app: string;
    /** Login. */
    account: string;
    /** Default: all that the app asks for. */
    permissions?: Permissions;
    /** Names. Default: all repositories. */
    repositories?: readonly string[];
  }): Installation;
}

/** Repositories and what is in them. `repo` is always `owner/name`. */
export interface RepositoriesApi {
  create(options: {
    owner: string;
    name: string;
    description?: string;
    private?: boolean;
    defaultBranch?: string;
    autoInit?: boolean;
    /** Default: false, as in repositories made before July 2026. */
    immutableSubject?: boolean;
    creator: string;
  }): Promise<Repository>;
  get(repo: string): Repository | undefined;
  update(
    repo: string,
    change: Partial<
      Pick<
        Repository,
        | 'description'
        | 'private'
        | 'archived'
        | 'topics'
        | 'allowMergeCommit'
        | 'allowSquashMerge'
        | 'allowRebaseMerge'
        | 'deleteBranchOnMerge'
        | 'immutableSubject'
        | 'collaborators'
      >
    >,
  ): Repository;
  protect(
    repo: string,
    branch: string,
    protection: Partial<BranchProtection>,
  ): void;
  protection(repo: string, branch: string): BranchProtection | undefined;
  /** Path of the bare repository on disk, for `git`. */
  gitDirectory(repo: string): string;
  /**
   * Makes one commit on a branch and moves the branch to it, as a push by `pusher` would, without asking the
   * branch's protection. The branch is made from `from` (default: the default branch) if it is not there.
   * Returns the commit's SHA.
   */
  commit(
    repo: string,
    options: {
      branch: string;
      from?: string;
      message: string;
      changes: FileChanges;
      author: Signature;
      committer?: Signature;
      pusher: string;
    },
  ): Promise<string>;
  /** SHA that a branch, tag or SHA means; undefined when there is none. */
  resolve(repo: string, revision: string): Promise<string | undefined>;
  /** Bytes of a file at a revision; undefined when there is none. */
  readFile(
    repo: string,
    revision: string,
    path: string,
  ): Promise<Buffer | undefined>;
}

/** Pull requests. */
export interface PullsApi {
  create(options: {
    repo: string;
    title: string;
    body?: string;
    head: string;
    base: string;
    draft?: boolean;
    author: string;
  }): Promise<Pull>;
  get(repo: string, number: number): Pull | undefined;
  list(repo: string): Pull[];
  /** Closing and reopening too. */
  update(
    repo: string,
    number: number,
    change: Partial<Pick<Pull, 'title' | 'body' | 'state' | 'draft'>>,
    actor: string,
  ): Promise<Pull>;
  addLabels(
    repo: string,
    number: number,
    labels: string[],
    actor: string,
  ): Label[];
  requestReviewers(
    repo: string,
    number: number,
    reviewers: { users?: string[]; teams?: string[] },
    actor: string,
  ): Pull;
  review(options: {
    repo: string;
    number: number;
    author: string;
    event: 'APPROVE' | 'REQUEST_CHANGES' | 'COMMENT';
    body?: string;
    commitSha?: string;
  }): Promise<Review>;
  reviews(repo: string, number: number): Review[];
  comment(options: {
    repo: string;
    number: number;
    author: string;
    body: string;
  }): IssueComment;
  updateComment(
    repo: string,
    id: number,
    body: string,
    actor: string,
  ): IssueComment;
  comments(repo: string, number: number): IssueComment[];
  /** Merges, or throws GitHub's 405 with what is still required, 409 when `sha` is not the head. */
  merge(options: {
    repo: string;
    number: number;
    method?: MergeMethod;
    title?: string;
    message?: string;
    sha?: string;
    actor: string;
  }): Promise<{ sha: string; pull: Pull }>;
}

/** Commit statuses and check runs. */
export interface ChecksApi {
  setStatus(options: {
    repo: string;
    sha: string;
    context: string;
    state: CommitStatus['state'];
    description?: string;
    targetUrl?: string;
    creator: string;
  }): CommitStatus;
  statuses(repo: string, sha: string): CommitStatus[];
  createCheckRun(options: {
    repo: string;
    name: string;
    headSha: string;
    suiteId?: number;
    status?: CheckStatus;
    conclusion?: CheckConclusion;
    detailsUrl?: string;
    externalId?: string;
    output?: { title?: string; summary?: string; text?: string };
    creator: string;
  }): CheckRun;
  updateCheckRun(
    repo: string,
    id: number,
    change: {
      status?: CheckStatus;
      conclusion?: CheckConclusion;
      detailsUrl?: string;
      output?: { title?: string; summary?: string; text?: string };
    },
  ): CheckRun;
  checkRuns(repo: string, sha: string): CheckRun[];
}

/** Webhooks. */
export interface HooksApi {
  create(options: {
    repo: string;
    url: string;
    secret?: string;
    events?: string[];
    contentType?: 'json' | 'form';
  }): Hook;
  list(repo: string): Hook[];
  deliveries(hookId: number): HookDelivery[];
  redeliver(deliveryId: number): Promise<HookDelivery>;
  /** Resolves once no delivery is under way. */
  idle(): Promise<void>;
}

/** Calls that are refused for once, as if a limit were reached. */
export interface LimitFault {
  /** `primary`: no calls are left this hour; `secondary`: too much at once. */
  readonly kind: 'primary' | 'secondary';
  /** Seconds until it would go on: `x-ratelimit-reset`, or `retry-after`. */
  readonly retryAfter: number;
  /** GitHub answers either. Default: 403. */
  readonly status?: 403 | 429;
  /** How many calls are refused. Default: 1. */
  readonly times?: number;
  /** Which calls; the path is without the API's prefix. Default: all. */
  readonly matches?: (method: string, path: string) => boolean;
}

/** Rate limits. They hold for each who calls. */
export interface LimitsApi {
  /** The primary limit. */
  callsPerHour: number;
  /** Most calls that create something in a minute; GitHub's is 80. Undefined: as many as one likes. */
  contentsPerMinute: number | undefined;
  /** Switches a fault on. */
  refuse(fault: LimitFault): void;
}

/** A running GitHub on loopback. Its functions are those that REST and the pages call. */
export interface GitHubSandbox {
  /** `http://localhost:PORT`. */
  readonly url: string;
  /** `http://localhost:PORT/api/v3`. */
  readonly apiUrl: string;
  /** `http://localhost:PORT/_services/oidc`: the issuer of the jobs' OIDC tokens. */
  readonly issuer: string;
  readonly events: GitHubEvents;
  readonly accounts: AccountsApi;
  readonly apps: AppsApi;
  readonly repositories: RepositoriesApi;
  readonly pulls: PullsApi;
  readonly checks: ChecksApi;
  readonly hooks: HooksApi;
  readonly limits: LimitsApi;
  readonly actions: ActionsStore;
  /** The token of a login: `sandbox-<login>`. */
  tokenFor(login: string): string;
  /** Stops serving, waits for what is under way, and frees what it holds. The documents stay open. */
  close(): Promise<void>;
}

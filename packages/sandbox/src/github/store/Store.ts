import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { SandboxClock } from '../../clock';
import type { Collection, DocumentStore } from '../../documents';
import type {
  Artifact,
  DeploymentEnvironment,
  PendingDeployment,
  TokenPermissions,
  UntoldRunEvent,
  WorkflowJob,
  WorkflowRun,
} from '../actionsModel';
import type {
  BranchProtection,
  CheckRun,
  CheckSuite,
  CommitStatus,
  GitHubApp,
  Hook,
  HookDelivery,
  Installation,
  IssueComment,
  Label,
  Organization,
  Pull,
  Repository,
  Review,
  Ruleset,
  Team,
  User,
} from '../model';

/** What every part of the sandbox is given. */
export interface SandboxParts {
  readonly clock: SandboxClock;
  readonly documents: DocumentStore;
  /** Folder for what is not a document: Git repositories, logs. */
  readonly dataDir: string;
}

/** A token that was minted, for a run or by a sign-in. */
export interface StoredToken {
  readonly token: string;
  readonly kind: 'run' | 'id-token' | 'oauth' | 'installation';
  readonly login: string;
  readonly runId?: number;
  /** The job's name in the workflow's file. */
  readonly job?: string;
  readonly environment?: string;
  readonly permissions?: TokenPermissions;
  readonly installationId?: number;
  /** Names of the repositories of the installation that the token is for; all of them without. */
  readonly repositories?: readonly string[];
  /** ISO 8601. */
  readonly expiresAt?: string;
  readonly scopes?: string;
}

/** Everything that the GitHub sandbox remembers, by kind, and the counters that give it its numbers. */
export class Store {
  readonly clock: SandboxClock;
  readonly #documents: DocumentStore;
  readonly #dataDir: string;
  readonly #counters: Collection<{ value: number }>;

  readonly users: Collection<User>;
  readonly organizations: Collection<Organization>;
  readonly teams: Collection<Team>;
  /** By slug. */
  readonly apps: Collection<GitHubApp>;
  readonly installations: Collection<Installation>;
  readonly repositories: Collection<Repository>;
  readonly protections: Collection<BranchProtection>;
  readonly rulesets: Collection<Ruleset>;
  readonly pulls: Collection<Pull>;
  readonly reviews: Collection<Review>;
  readonly comments: Collection<IssueComment>;
  readonly labels: Collection<Label>;
  readonly statuses: Collection<CommitStatus>;
  readonly checkRuns: Collection<CheckRun>;
  readonly checkSuites: Collection<CheckSuite>;
  readonly hooks: Collection<Hook>;
  readonly deliveries: Collection<HookDelivery>;
  readonly workflows: Collection<{ id: number; repo: string; path: string }>;
  readonly runs: Collection<WorkflowRun>;
  readonly untoldRunEvents: Collection<UntoldRunEvent>;
  readonly jobs: Collection<WorkflowJob>;
  readonly artifacts: Collection<Artifact>;
  readonly environments: Collection<DeploymentEnvironment>;
  readonly pendingDeployments: Collection<PendingDeployment>;
  readonly variables: Collection<{
    repo: string;
    name: string;
    value: string;
    secret: boolean;
    createdAt: string;
    updatedAt: string;
  }>;
  readonly tokens: Collection<StoredToken>;
  readonly keys: Collection<{ privateKey: string; kid: string }>;

  constructor(parts: SandboxParts) {
    this.clock = parts.clock;
    this.#documents = parts.documents;
    this.#dataDir = parts.dataDir;
    const collection = <T>(name: string) =>
      parts.documents.collection<T>(`github.${name}`);
    this.#counters = collection('counters');
    this.users = collection('users');
    this.organizations = collection('organizations');
    this.teams = collection('teams');
    this.apps = collection('apps');
    this.installations = collection('installations');
    this.repositories = collection('repositories');
    this.protections = collection('protections');
    this.rulesets = collection('rulesets');
    this.pulls = collection('pulls');
    this.reviews = collection('reviews');
    this.comments = collection('comments');
    this.labels = collection('labels');
    this.statuses = collection('statuses');
    this.checkRuns = collection('checkRuns');
    this.checkSuites = collection('checkSuites');
    this.hooks = collection('hooks');
    this.deliveries = collection('deliveries');
    this.workflows = collection('workflows');
    this.runs = collection('runs');
    this.untoldRunEvents = collection('untoldRunEvents');
    this.jobs = collection('jobs');
    this.artifacts = collection('artifacts');
    this.environments = collection('environments');
    this.pendingDeployments = collection('pendingDeployments');
    this.variables = collection('variables');
    this.tokens = collection('tokens');
    this.keys = collection('keys');
  }

  /** A folder for a kind of file, made if it is not there. */
  folder(...names: string[]): string {
    const path = join(this.#dataDir, ...names);
    mkdirSync(path, { recursive: true });
    return path;
  }

  /** The next number of a counter, from `first`. */
  next(counter: string, first = 1): number {
    const value = (this.#counters.get(counter)?.value ?? first - 1) + 1;
    this.#counters.put(counter, { value });
    return value;
  }

  /** A new id, unique over all kinds of things. */
  nextId(): number {
    return this.next('id', 1001);
  }

  /** The clock's time as GitHub writes it: ISO 8601 in UTC, whole seconds. */
  now(): string {
    return this.clock
      .now()
      .toISOString()
      .replace(/\.\d{3}Z$/, 'Z');
  }

  /** The clock's time in whole seconds. */
  seconds(): number {
    return Math.floor(this.clock.millis() / 1000);
  }

  /** Runs writes as one transaction. */
  transaction<R>(work: () => R): R {
    return this.#documents.transaction(work);
  }
}

import type { Accounts } from '../accounts/Accounts';
import { assertFeature } from '../accounts/plans';
import type { Context } from '../Context';
import { GitHubError } from '../GitHubError';
import type { Store } from '../store/Store';
import type {
  DeploymentEnvironment,
  PendingDeployment,
  WorkflowRun,
} from '../actionsModel';

/** Deployment environments, and the runs that wait for their reviewers. */
export class Environments {
  readonly #context: Context;
  readonly #store: Store;
  readonly #accounts: Accounts;

  constructor(options: { context: Context; accounts: Accounts }) {
    this.#context = options.context;
    this.#store = options.context.store;
    this.#accounts = options.accounts;
  }

  get(repo: string, name: string): DeploymentEnvironment | undefined {
    return this.#store.environments.get(key(repo, name));
  }

  list(repo: string): DeploymentEnvironment[] {
    return this.#store.environments.values().filter(each => each.repo === repo);
  }

  ensure(repo: string, name: string): DeploymentEnvironment {
    return this.get(repo, name) ?? this.set(repo, name, {});
  }

  set(
    repo: string,
    name: string,
    protection: {
      reviewers?: string[];
      preventSelfReview?: boolean;
      branches?: string[];
    },
  ): DeploymentEnvironment {
    const repository = this.#store.repositories.get(repo.toLowerCase());
    if (repository && protection.reviewers?.length) {
      assertFeature(this.#accounts, repository, 'required-reviewers');
    }
    if (repository && protection.branches) {
      assertFeature(this.#accounts, repository, 'deployment-branches');
    }
    const before = this.get(repo, name);
    const now = this.#store.now();
    const environment: DeploymentEnvironment = {
      id: before?.id ?? this.#store.nextId(),
      repo,
      name,
      reviewers: protection.reviewers ?? [],
      preventSelfReview: protection.preventSelfReview ?? false,
      branches: protection.branches ?? [],
      branchesOnly: protection.branches !== undefined,
      createdAt: before?.createdAt ?? now,
      updatedAt: now,
    };
    this.#store.environments.put(key(repo, name), environment);
    return environment;
  }

  remove(repo: string, name: string): void {
    this.#store.environments.delete(key(repo, name));
  }

  requestReview(run: WorkflowRun, name: string): PendingDeployment {
    this.ensure(run.repo, name);
    const pending: PendingDeployment = {
      id: this.#store.nextId(),
      runId: run.id,
      repo: run.repo,
      environment: name,
      since: this.#store.now(),
      state: 'waiting',
    };
    this.#store.pendingDeployments.put(`${run.id}/${name}`, pending);
    return pending;
  }

  /** All of a run: those that wait, and those that were reviewed. */
  all(runId: number): PendingDeployment[] {
    return this.#store.pendingDeployments
      .values()
      .filter(each => each.runId === runId);
  }

  pending(runId: number): PendingDeployment[] {
    return this.all(runId).filter(each => each.state === 'waiting');
  }

  drop(runId: number): void {
    for (const each of this.pending(runId)) {
      this.#store.pendingDeployments.delete(`${runId}/${each.environment}`);
    }
  }

  /** True when a person may review the run's use of an environment. */
  mayReview(run: WorkflowRun, name: string, login: string): boolean {
    const environment = this.ensure(run.repo, name);
    const named = environment.reviewers.some(reviewer => {
      const [organization, slug] = reviewer.split('/');
      return slug === undefined
        ? reviewer === login
        : this.#accounts.team(organization, slug)?.members.includes(login);
    });
    return (
      named && !(environment.preventSelfReview && run.triggeringActor === login)
    );
  }

  review(
    run: WorkflowRun,
    options: {
      environments: string[];
      state: 'approved' | 'rejected';
      reviewer: string;
      comment: string;
    },
  ): PendingDeployment[] {
    const waiting = this.pending(run.id);
    const reviewed = options.environments.map(name => {
      const found = waiting.find(each => each.environment === name);
      if (!found) {
        throw new GitHubError(
          422,
          `There is no pending deployment of this run to ${name}.`,
        );
      }
      if (!this.mayReview(run, name, options.reviewer)) {
        throw new GitHubError(
          403,
          `${options.reviewer} is not a required reviewer of the ${name} environment for this run.`,
        );
      }
      return found;
    });
    for (const pending of reviewed) {
      pending.state = options.state;
      pending.reviewer = options.reviewer;
      pending.comment = options.comment;
      pending.reviewedAt = this.#store.now();
      this.#store.pendingDeployments.put(
        `${run.id}/${pending.environment}`,
        pending,
      );
    }
    for (const pending of reviewed) {
      this.#context.events.emit('deploymentReview', {
        repo: run.repo,
        runId: run.id,
        environment: pending.environment,
        state: options.state,
        reviewer: options.reviewer,
        comment: options.comment,
      });
    }
    return reviewed;
  }
}

function key(repo: string, name: string): string {
  return `${repo}/${name}`;
}

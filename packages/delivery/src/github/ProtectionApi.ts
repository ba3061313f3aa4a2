import type { Octokit, RestEndpointMethodTypes } from '@octokit/rest';
import { runClient } from './runClient';
import type { RunContext } from './RunContext';

/** How a branch is protected, as far as a run may read it. */
export interface BranchProtection {
  readonly isProtected: boolean;
  /** Names of the checks that must pass. */
  readonly checks: readonly string[];
  /** What reviews must be; undefined where only administrators may read that, as with protection that is no ruleset. */
  readonly reviews:
    | {
        readonly approvals: number;
        readonly ofCodeOwners: boolean;
        readonly afterLastPush: boolean;
      }
    | undefined;
}

/** Who must let a job use an environment. */
export interface EnvironmentProtection {
  readonly reviewers: number;
  /** Whether who started the run may let it go on. */
  readonly allowsSelfReview: boolean;
  /** Of which branches its jobs may be, as patterns; undefined for every one. */
  readonly branches: 'protected' | readonly string[] | undefined;
}

/** Reads what protects a repository, over REST with the run's token; undefined is what the run may not read. */
export class GitHubProtectionApi {
  readonly #octokit: Octokit;
  readonly #repository: { owner: string; repo: string };

  static create(options: { context: RunContext }): GitHubProtectionApi {
    const { owner, repo } = options.context;
    return new GitHubProtectionApi(runClient(options.context), {
      owner,
      repo,
    });
  }

  private constructor(
    octokit: Octokit,
    repository: { owner: string; repo: string },
  ) {
    this.#octokit = octokit;
    this.#repository = repository;
  }

  async branch(name: string): Promise<BranchProtection | undefined> {
    const where = { ...this.#repository, branch: name };
    const [branch, rules = []] = await Promise.all([
      readable(async () => {
        const { data } = await this.#octokit.rest.repos.getBranch(where);
        return data;
      }),
      readable(async () => {
        const { data } = await this.#octokit.rest.repos.getBranchRules(where);
        return data;
      }),
    ]);
    if (!branch) {
      return undefined;
    }
    const reviews = rules.flatMap(rule =>
      rule.type === 'pull_request' ? (rule.parameters ?? []) : [],
    );
    return {
      isProtected: branch.protected || rules.length > 0,
      checks: [
        ...(branch.protection.required_status_checks?.contexts ?? []),
        ...rules.flatMap(rule =>
          rule.type === 'required_status_checks'
            ? (rule.parameters?.required_status_checks ?? []).map(
                ({ context }) => context,
              )
            : [],
        ),
      ],
      reviews:
        reviews.length > 0
          ? {
              approvals: Math.max(
                ...reviews.map(each => each.required_approving_review_count),
              ),
              ofCodeOwners: reviews.some(
                each => each.require_code_owner_review,
              ),
              afterLastPush: reviews.some(
                each => each.require_last_push_approval,
              ),
            }
          : undefined,
    };
  }

  async environment(name: string): Promise<EnvironmentProtection | undefined> {
    const environment = await readable(async () => {
      const { data } = await this.#octokit.rest.repos.getEnvironment({
        ...this.#repository,
        environment_name: name,
      });
      return data;
    });
    if (!environment) {
      return undefined;
    }
    const reviews = (environment.protection_rules ?? []).flatMap(rule =>
      'reviewers' in rule ? [rule] : [],
    );
    return {
      reviewers: reviews.flatMap(({ reviewers }) => reviewers ?? []).length,
      allowsSelfReview: !reviews.some(rule => rule.prevent_self_review),
      branches: await this.#branchesOf(environment),
    };
  }

  async #branchesOf({
    name,
    deployment_branch_policy: policy,
  }: RestEndpointMethodTypes['repos']['getEnvironment']['response']['data']): Promise<
    EnvironmentProtection['branches']
  > {
    if (!policy?.custom_branch_policies) {
      return policy?.protected_branches ? 'protected' : undefined;
    }
    const found = await this.#octokit.paginate(
      this.#octokit.rest.repos.listDeploymentBranchPolicies,
      { ...this.#repository, environment_name: name, per_page: 100 },
    );
    return found.map(({ name: pattern = '', type }) =>
      type === 'tag' ? `tags/${pattern}` : pattern,
    );
  }
}

/** What GitHub answers; undefined when it does not tell this run. */
async function readable<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    const { status } = error as { status?: number };
    if (status === 403 || status === 404) {
      return undefined;
    }
    throw error;
  }
}

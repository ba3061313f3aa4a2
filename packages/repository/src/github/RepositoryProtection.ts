import type { Octokit, RestEndpointMethodTypes } from '@octokit/rest';
import { statusOf } from './statusOf';

/** How a branch is protected, as far as whoever asks may read it. */
export interface BranchProtection {
  readonly isProtected: boolean;
  /** Names of the checks that must pass. */
  readonly checks: readonly string[];
  /** What reviews must be; undefined where that cannot be read. */
  readonly reviews: ReviewRules | undefined;
  /** Whether what is on the branch may be taken back or replaced by whoever may push, as far as protection that is no ruleset says. */
  readonly isRewritable: boolean;
}

/** What reviews a protected branch asks for. */
export interface ReviewRules {
  readonly approvals: number;
  readonly ofCodeOwners: boolean;
  /**
   * Whether what was pushed after an approval needs that of somebody else; undefined where only administrators may read that, as
   * with protection that is no ruleset.
   */
  readonly afterLastPush: boolean | undefined;
}

/** What everybody who may read a branch is told of its protection that is no ruleset. */
const CLASSIC_RULE = `query ($owner: String!, $repo: String!, $ref: String!) {
  repository(owner: $owner, name: $repo) {
    ref(qualifiedName: $ref) {
      refUpdateRule {
        allowsDeletions
        allowsForcePushes
        requiredApprovingReviewCount
        requiresCodeOwnerReviews
      }
    }
  }
}`;

interface ClassicRule {
  readonly allowsDeletions: boolean;
  readonly allowsForcePushes: boolean;
  /** Null where no review is asked for. */
  readonly requiredApprovingReviewCount: number | null;
  readonly requiresCodeOwnerReviews: boolean;
}

/** Who must let a job use an environment. */
export interface EnvironmentProtection {
  readonly reviewers: number;
  /** Whether who started the run may let it go on. */
  readonly allowsSelfReview: boolean;
  /** Of which branches its jobs may be, as patterns; undefined for every one. */
  readonly branches: 'protected' | readonly string[] | undefined;
}

/** Reads what protects a repository, over REST; undefined is what whoever asks may not read, or what is not there. */
export class RepositoryProtection {
  readonly #octokit: Octokit;
  readonly #repository: { owner: string; repo: string };

  constructor(options: { octokit: Octokit; owner: string; repo: string }) {
    const { octokit, owner, repo } = options;
    this.#octokit = octokit;
    this.#repository = { owner, repo };
  }

  async branch(name: string): Promise<BranchProtection | undefined> {
    const { repos } = this.#octokit.rest;
    const where = { ...this.#repository, branch: name };
    const [branch, rules = [], classic] = await Promise.all([
      readable(repos.getBranch(where)),
      readable(repos.getBranchRules(where)),
      this.#classicRule(name),
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
        reviews.length > 0 || classic
          ? {
              approvals: Math.max(
                classic?.requiredApprovingReviewCount ?? 0,
                ...reviews.map(each => each.required_approving_review_count),
              ),
              ofCodeOwners:
                classic?.requiresCodeOwnerReviews ||
                reviews.some(each => each.require_code_owner_review),
              afterLastPush:
                reviews.some(each => each.require_last_push_approval) ||
                (classic?.requiredApprovingReviewCount ? undefined : false),
            }
          : undefined,
      isRewritable:
        !!(classic?.allowsForcePushes || classic?.allowsDeletions) &&
        !rules.some(({ type }) => type === 'non_fast_forward'),
    };
  }

  async #classicRule(branch: string): Promise<ClassicRule | undefined> {
    const { repository } = await this.#octokit
      .graphql<{
        repository: {
          ref: { refUpdateRule: ClassicRule | null } | null;
        } | null;
      }>(CLASSIC_RULE, {
        ...this.#repository,
        ref: `refs/heads/${branch}`,
      })
      .catch(unlessRefused);
    return repository?.ref?.refUpdateRule ?? undefined;
  }

  /**
   * What reviews a branch asks for by the protection that is no ruleset, which administrators alone may read; undefined where
   * whoever asks is none, and where there is no such protection.
   */
  async classicReviews(name: string): Promise<ReviewRules | undefined> {
    const protection = await readable(
      this.#octokit.rest.repos.getBranchProtection({
        ...this.#repository,
        branch: name,
      }),
    );
    const reviews = protection?.required_pull_request_reviews;
    return (
      protection && {
        approvals: reviews?.required_approving_review_count ?? 0,
        ofCodeOwners: reviews?.require_code_owner_reviews ?? false,
        afterLastPush: reviews?.require_last_push_approval ?? false,
      }
    );
  }

  async environment(name: string): Promise<EnvironmentProtection | undefined> {
    const environment = await readable(
      this.#octokit.rest.repos.getEnvironment({
        ...this.#repository,
        environment_name: name,
      }),
    );
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

/** GraphQL refuses with an answer, and REST in front of it with a status. */
function unlessRefused(error: unknown): { repository: null } {
  const status = statusOf(error);
  if (
    (error as Error).name === 'GraphqlResponseError' ||
    status === 403 ||
    status === 404
  ) {
    return { repository: null };
  }
  throw error;
}

/** What GitHub answers; undefined when it does not tell whoever asks. */
async function readable<T>(
  answer: Promise<{ data: T }>,
): Promise<T | undefined> {
  try {
    return (await answer).data;
  } catch (error) {
    const status = statusOf(error);
    if (status === 403 || status === 404) {
      return undefined;
    }
    throw error;
  }
}

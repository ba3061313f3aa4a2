import type { Octokit, RestEndpointMethodTypes } from '@octokit/rest';
import { statusOf } from './statusOf';

/** How a branch is protected, by rulesets and by the older kind of protection together, as far as whoever asks may read it. */
export interface BranchProtection {
  readonly isProtected: boolean;
  /** Names of the checks that must pass. */
  readonly checks: readonly string[];
  /** What reviews must be; undefined where that cannot be read. */
  readonly reviews: ReviewRules | undefined;
  /** Whether what is on the branch may be taken back or replaced by whoever may push, as far as that can be read. */
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

/** Who may pass by what protects a branch. */
export interface BranchBypass {
  /** What the branch asks of everybody, administrators too, with no exception. */
  readonly binding: BranchProtection;
  /** Rulesets that let somebody pass by, in words, and the older kind of protection where it does not bind administrators. */
  readonly passable: readonly string[];
  /** The same of which whoever asks may not read whom they let pass by. */
  readonly unknown: readonly string[];
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

/** Protection that is no ruleset; undefined is what administrators alone may read. */
interface Classic extends ClassicRule {
  readonly afterLastPush: boolean | undefined;
  readonly bindsAdministrators: boolean | undefined;
}

type Response<K extends keyof RestEndpointMethodTypes['repos']> =
  RestEndpointMethodTypes['repos'][K] extends { response: { data: infer D } }
    ? D
    : never;
type Branch = Response<'getBranch'>;
type BranchRules = Response<'getBranchRules'>;

/** What a branch is told to be protected by. */
interface Told {
  readonly branch: Branch;
  readonly rules: BranchRules;
  readonly classic: Classic | undefined;
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
    const told = await this.#told(name);
    return told && protectionOf(told);
  }

  /** Who may pass by what protects a branch; undefined where the branch may not be read. */
  async bypass(name: string): Promise<BranchBypass | undefined> {
    const told = await this.#told(name);
    if (!told) {
      return undefined;
    }
    const { branch, rules, classic } = told;
    const rulesets = await Promise.all(
      [...new Set(rules.flatMap(rule => rule.ruleset_id ?? []))].map(id =>
        this.#rulesetBypass(id),
      ),
    );
    const sources = [
      ...rulesets,
      ...(branch.protection.enabled
        ? [
            {
              name: `the branch protection of ${name}`,
              isPassable: not(classic?.bindsAdministrators),
            },
          ]
        : []),
    ];
    const bound = new Set(
      rulesets.flatMap(({ id, isPassable }) =>
        isPassable === false ? [id] : [],
      ),
    );
    return {
      binding: protectionOf({
        branch: classic?.bindsAdministrators
          ? branch
          : {
              ...branch,
              protected: bound.size > 0,
              protection: { enabled: false },
            },
        rules: rules.filter(rule => bound.has(rule.ruleset_id ?? 0)),
        classic: classic?.bindsAdministrators ? classic : undefined,
      }),
      passable: namesOf(sources, true),
      unknown: namesOf(sources, undefined),
    };
  }

  /** GitHub tells whom a ruleset lets pass by only to who may change it. */
  async #rulesetBypass(id: number) {
    const ruleset = await readable(
      this.#octokit.rest.repos.getRepoRuleset({
        ...this.#repository,
        ruleset_id: id,
      }),
    );
    const actors = ruleset?.bypass_actors;
    return {
      id,
      name: `the ruleset ${ruleset?.name ?? id}`,
      isPassable: actors && actors.length > 0,
    };
  }

  async #told(name: string): Promise<Told | undefined> {
    const { repos } = this.#octokit.rest;
    const where = { ...this.#repository, branch: name };
    const [branch, rules, classic] = await Promise.all([
      readable(repos.getBranch(where)),
      readable(
        this.#octokit
          .paginate(repos.getBranchRules, { ...where, per_page: 100 })
          .then(data => ({ data })),
      ),
      this.#classic(name),
    ]);
    return branch && { branch, rules: rules ?? [], classic };
  }

  async #classic(branch: string): Promise<Classic | undefined> {
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
    const rule = repository?.ref?.refUpdateRule;
    if (!rule) {
      return undefined;
    }
    const whole = await readable(
      this.#octokit.rest.repos.getBranchProtection({
        ...this.#repository,
        branch,
      }),
    );
    return {
      ...rule,
      afterLastPush: rule.requiredApprovingReviewCount
        ? whole &&
          (whole.required_pull_request_reviews?.require_last_push_approval ??
            false)
        : false,
      bindsAdministrators: whole && (whole.enforce_admins?.enabled ?? false),
    };
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

/** Those of which it is known, or not, whether somebody may pass by. */
function namesOf(
  sources: readonly { name: string; isPassable: boolean | undefined }[],
  isPassable: boolean | undefined,
): string[] {
  return sources
    .filter(source => source.isPassable === isPassable)
    .map(({ name }) => name);
}

function not(known: boolean | undefined): boolean | undefined {
  return known === undefined ? undefined : !known;
}

function protectionOf({ branch, rules, classic }: Told): BranchProtection {
  const reviews = rules.flatMap(rule =>
    rule.type === 'pull_request' ? (rule.parameters ?? []) : [],
  );
  const forbids = (type: BranchRules[number]['type']) =>
    rules.some(rule => rule.type === type);
  // There is protection of the older kind, and whoever asks is told nothing of it.
  const isHidden = branch.protection.enabled === true && !classic;
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
      isHidden && reviews.length === 0
        ? undefined
        : {
            approvals: Math.max(
              classic?.requiredApprovingReviewCount ?? 0,
              ...reviews.map(each => each.required_approving_review_count),
            ),
            ofCodeOwners:
              classic?.requiresCodeOwnerReviews ||
              reviews.some(each => each.require_code_owner_review),
            afterLastPush:
              reviews.some(each => each.require_last_push_approval) ||
              (isHidden || classic ? classic?.afterLastPush : false),
          },
    isRewritable:
      !isHidden &&
      !(
        (forbids('non_fast_forward') || classic?.allowsForcePushes === false) &&
        (forbids('deletion') || classic?.allowsDeletions === false)
      ),
  };
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

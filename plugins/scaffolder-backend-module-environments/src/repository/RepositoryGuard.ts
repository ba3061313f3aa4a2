import { InputError } from '@backstage/errors';
import { isAsStrict, mainRuleset } from '@plinth/repository';
import {
  type InfrastructureRepository,
  isNotFound,
  statusOf,
} from '@plinth/repository/github';

/** How far an environment of GitHub's could be guarded. */
export interface EnvironmentGuard {
  readonly hasReviewers: boolean;
  readonly isForMainOnly: boolean;
}

const SETTINGS = 'plinth.json';

/**
 * What a new infrastructure repository needs besides its files, over GitHub's API; each step is safe to repeat. What the
 * organisation's plan lacks is an answer, and any other refusal an error.
 */
export class RepositoryGuard {
  readonly #repository: InfrastructureRepository;

  constructor(repository: InfrastructureRepository) {
    this.#repository = repository;
  }

  /**
   * Gives a team write access, without which GitHub asks nobody of it for a review.
   *
   * @param team - `organization/team`
   * @returns the team's number
   * @throws InputError if the repository's organisation has no such team
   */
  async admit(team: string): Promise<number> {
    const { owner, repo } = this.#where();
    const [org, slug] = team.split('/');
    if (org.toLowerCase() !== owner.toLowerCase()) {
      throw new InputError(
        `The team ${team} is of another organization than the repository ${owner}/${repo}; name one of ${owner}`,
      );
    }
    const { teams } = this.#octokit();
    try {
      const { data } = await teams.getByName({ org, team_slug: slug });
      await teams.addOrUpdateRepoPermissionsInOrg({
        org,
        team_slug: slug,
        owner,
        repo,
        permission: 'push',
      });
      return data.id;
    } catch (error) {
      throw isNotFound(error)
        ? new InputError(
            `${org} has no team ${slug}, or the portal may not see it (Members: read)`,
            error,
          )
        : error;
    }
  }

  /** Makes an environment in which only jobs of main run, once somebody else of the team has let them. */
  async environment(name: string, team: number): Promise<EnvironmentGuard> {
    const { repos } = this.#octokit();
    const environment = { ...this.#where(), environment_name: name };
    const ofMain = {
      ...environment,
      deployment_branch_policy: {
        protected_branches: false,
        custom_branch_policies: true,
      },
    };
    const hasReviewers = await isInPlan(() =>
      repos.createOrUpdateEnvironment({
        ...ofMain,
        reviewers: [{ type: 'Team', id: team }],
        prevent_self_review: true,
      }),
    );
    const isForMainOnly =
      hasReviewers ||
      (await isInPlan(() => repos.createOrUpdateEnvironment(ofMain)));
    if (!isForMainOnly) {
      await repos.createOrUpdateEnvironment(environment);
      return { hasReviewers, isForMainOnly };
    }
    const { data } = await repos.listDeploymentBranchPolicies(environment);
    const { branch } = this.#repository.reference;
    if (!data.branch_policies.some(policy => policy.name === branch)) {
      await repos.createDeploymentBranchPolicy({
        ...environment,
        name: branch,
      });
    }
    return { hasReviewers, isForMainOnly };
  }

  /** Says in plinth.json that GitHub lets nobody review jobs, so that deploy does not wait for it. Main is not protected yet. */
  async doWithoutReviewers(): Promise<void> {
    const { repos } = this.#octokit();
    const { branch } = this.#repository.reference;
    const file = { ...this.#where(), path: SETTINGS };
    const { data } = await repos.getContent({ ...file, ref: branch });
    if (!('content' in data)) {
      throw new InputError(`${SETTINGS} is no file in ${branch}`);
    }
    const settings = JSON.parse(
      Buffer.from(data.content, 'base64').toString('utf8'),
    );
    if (settings.environmentReviewers === false) {
      return;
    }
    const text = JSON.stringify(
      { ...settings, environmentReviewers: false },
      null,
      2,
    );
    await repos.createOrUpdateFileContents({
      ...file,
      branch,
      sha: data.sha,
      content: Buffer.from(`${text}\n`).toString('base64'),
      message: `Do without reviewers of environments, which GitHub's plan lacks\n\n[skip ci]`,
    });
  }

  /**
   * Protects main by a ruleset, which everybody who reads the repository may read, and which lets nobody pass by; false where the
   * plan cannot. The ruleset is known by its name: one that asks for less is mended, and those of other names are left alone.
   */
  async protectMain(checks: readonly string[]): Promise<boolean> {
    const { repos } = this.#octokit();
    return isInPlan(async () => {
      const wanted = mainRuleset({
        branch: this.#repository.reference.branch,
        checks,
        app: await this.#actionsApp(),
      });
      const rulesets = await this.#octokit().paginate(repos.getRepoRulesets, {
        ...this.#where(),
        includes_parents: false,
        targets: 'branch',
        per_page: 100,
      });
      const named = rulesets.find(({ name }) => name === wanted.name);
      if (!named) {
        await repos.createRepoRuleset({ ...this.#where(), ...wanted });
        return;
      }
      const at = { ...this.#where(), ruleset_id: named.id };
      const { data: found } = await repos.getRepoRuleset(at);
      if (!isAsStrict(found as Partial<typeof wanted>, wanted)) {
        await repos.updateRepoRuleset({ ...at, ...wanted });
      }
    });
  }

  /** Number of the app as which runs set statuses: 15368 on github.com. */
  async #actionsApp(): Promise<number> {
    const { data } = await this.#octokit().apps.getBySlug({
      app_slug: 'github-actions',
    });
    if (!data) {
      throw new Error('GitHub has no app github-actions');
    }
    return data.id;
  }

  #octokit() {
    return this.#repository.octokit;
  }

  #where() {
    const { owner, repo } = this.#repository.reference;
    return { owner, repo };
  }
}

/** False where GitHub refuses for the plan that is paid for, which it says in words only. */
async function isInPlan(call: () => Promise<unknown>): Promise<boolean> {
  try {
    await call();
    return true;
  } catch (error) {
    const status = statusOf(error);
    const refused =
      (status === 403 || status === 422) &&
      /\bbilling plan\b|\bupgrade to github\b/i.test(String(error));
    if (refused) {
      return false;
    }
    throw error;
  }
}

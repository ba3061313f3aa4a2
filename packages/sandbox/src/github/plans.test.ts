import {
  startTestGitHub,
  type TestGitHub,
} from './__testUtils__/startTestGitHub';
import type { Plan } from './model';

const PROTECTION = {
  required_status_checks: null,
  enforce_admins: true,
  required_pull_request_reviews: { required_approving_review_count: 1 },
  restrictions: null,
};

describe('What protects a repository depends on the plan of its organisation', () => {
  let test: TestGitHub;
  beforeAll(async () => {
    test = await startTestGitHub();
  });
  afterAll(() => test.close());

  /** The statuses that branch protection and required reviewers are answered with. */
  async function statuses(plan: Plan, isPrivate: boolean) {
    const owner = `${plan}-${isPrivate ? 'private' : 'public'}`;
    test.github.accounts.createOrganization({
      login: owner,
      plan,
      members: [{ login: 'admin', role: 'admin' }],
    });
    await test.github.repositories.create({
      owner,
      name: 'infrastructure',
      private: isPrivate,
      autoInit: true,
      creator: 'admin',
    });
    const octokit = test.as('admin');
    const repo = { owner, repo: 'infrastructure' };
    const { data: admin } = await octokit.users.getAuthenticated();
    const statusOf = async (call: Promise<{ status: number }>) =>
      call.then(
        ({ status }) => status,
        error => error.status as number,
      );
    return {
      protection: await statusOf(
        octokit.repos.updateBranchProtection({
          ...repo,
          branch: 'main',
          ...PROTECTION,
        }),
      ),
      ruleset: await statusOf(
        octokit.repos.createRepoRuleset({
          ...repo,
          name: 'main',
          enforcement: 'active',
        }),
      ),
      rules: await statusOf(
        octokit.repos.getBranchRules({ ...repo, branch: 'main' }),
      ),
      reviewers: await statusOf(
        octokit.repos.createOrUpdateEnvironment({
          ...repo,
          environment_name: 'production',
          reviewers: [{ type: 'User', id: admin.id }],
        }),
      ),
      plainEnvironment: await statusOf(
        octokit.repos.createOrUpdateEnvironment({
          ...repo,
          environment_name: 'dev',
        }),
      ),
    };
  }

  it.each<[Plan, boolean, number, number]>([
    ['free', false, 200, 200],
    ['free', true, 403, 422],
    ['team', false, 200, 200],
    ['team', true, 200, 422],
    ['enterprise', false, 200, 200],
    ['enterprise', true, 200, 200],
  ])(
    'on the plan %s, private: %s, protection answers %i and reviewers %i',
    async (plan, isPrivate, protection, reviewers) => {
      expect(await statuses(plan, isPrivate)).toEqual({
        protection,
        ruleset: protection === 200 ? 201 : protection,
        rules: protection,
        reviewers,
        plainEnvironment: 200,
      });
    },
  );
});

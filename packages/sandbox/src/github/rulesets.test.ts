import {
  startTestGitHub,
  type TestGitHub,
} from './__testUtils__/startTestGitHub';

const repo = { owner: 'acme', repo: 'infrastructure' };
const NAME = 'acme/infrastructure';

const RULESET = {
  name: 'main',
  enforcement: 'active' as const,
  conditions: { ref_name: { include: ['~DEFAULT_BRANCH'], exclude: [] } },
  rules: [
    { type: 'deletion' as const },
    { type: 'non_fast_forward' as const },
    {
      type: 'pull_request' as const,
      parameters: {
        required_approving_review_count: 1,
        dismiss_stale_reviews_on_push: true,
        require_code_owner_review: false,
        require_last_push_approval: true,
        required_review_thread_resolution: false,
      },
    },
    {
      type: 'required_status_checks' as const,
      parameters: {
        strict_required_status_checks_policy: false,
        required_status_checks: [{ context: 'plan', integration_id: 15368 }],
      },
    },
  ],
};

describe('Rulesets over Octokit', () => {
  let test: TestGitHub;
  let id: number;
  beforeAll(async () => {
    test = await startTestGitHub();
    const { data } = await test
      .as('admin')
      .repos.createRepoRuleset({ ...repo, ...RULESET });
    id = data.id;
  });
  afterAll(() => test.close());

  it('are made by administrators alone, and whom they let pass by is told to those alone', async () => {
    const admin = test.as('admin').repos;
    const developer = test.as('developer').repos;
    const at = { ...repo, ruleset_id: id };
    await expect(
      developer.createRepoRuleset({ ...repo, ...RULESET, name: 'mine' }),
    ).rejects.toMatchObject({ status: 403 });
    await expect(
      developer.updateRepoRuleset({ ...at, enforcement: 'disabled' }),
    ).rejects.toMatchObject({ status: 403 });
    await expect(developer.deleteRepoRuleset(at)).rejects.toMatchObject({
      status: 403,
    });
    const { data: whole } = await admin.getRepoRuleset(at);
    const { data: told } = await developer.getRepoRuleset(at);
    expect(whole).toMatchObject({ ...RULESET, bypass_actors: [] });
    expect(told).toMatchObject({
      rules: RULESET.rules,
      current_user_can_bypass: 'never',
    });
    expect(told).not.toHaveProperty('bypass_actors');
    const { data: rules } = await developer.getBranchRules({
      ...repo,
      branch: 'main',
    });
    expect(rules).toEqual(
      RULESET.rules.map(rule => ({
        ...rule,
        ruleset_source_type: 'Repository',
        ruleset_source: NAME,
        ruleset_id: id,
      })),
    );
    expect(
      (await developer.getBranchRules({ ...repo, branch: 'other' })).data,
    ).toEqual([]);
    const { data: branch } = await developer.getBranch({
      ...repo,
      branch: 'main',
    });
    expect(branch).toMatchObject({
      protected: true,
      protection: { enabled: false },
    });
  });

  it.each<[string, object, string]>([
    [
      'no enforcement',
      { name: 'x', enforcement: undefined },
      "wasn't supplied",
    ],
    ['a name that is taken', {}, 'Name must be unique'],
    ['unknown rules', { name: 'x', rules: [{ type: 'pull' }] }, 'rules.0.type'],
    [
      'rules without what they need',
      {
        name: 'x',
        rules: [
          {
            type: 'pull_request',
            parameters: { required_approving_review_count: 1 },
          },
        ],
      },
      'require_code_owner_review',
    ],
  ])('refuse %s', async (_, change, message) => {
    const { apiUrl } = test.github;
    const response = await fetch(`${apiUrl}/repos/${NAME}/rulesets`, {
      method: 'POST',
      headers: { authorization: `token ${test.github.tokenFor('admin')}` },
      body: JSON.stringify({ ...RULESET, ...change }),
    });
    expect(response.status).toBe(422);
    expect(JSON.stringify(await response.json())).toContain(message);
  });

  it('bind everybody: no push, no deletion, no approval of who pushed last, no status of a person', async () => {
    const admin = test.as('admin');
    const main = await test.github.repositories.resolve(NAME, 'main');
    await expect(
      admin.git.deleteRef({ ...repo, ref: 'heads/main' }),
    ).rejects.toMatchObject({ status: 422 });
    await expect(
      admin.repos.createOrUpdateFileContents({
        ...repo,
        path: 'direct.txt',
        message: 'Direct',
        content: '',
      }),
    ).rejects.toThrow(/Changes must be made through a pull request/);
    const push = (pusher: string) =>
      test.github.repositories.commit(NAME, {
        branch: 'two',
        message: 'Two',
        changes: { 'two.txt': `by ${pusher}\n` },
        author: { name: 'Admin', email: 'admin@acme.example' },
        pusher,
      });
    await push('developer');
    const { data: pull } = await test
      .as('developer')
      .pulls.create({ ...repo, title: 'Two', head: 'two', base: 'main' });
    const sha = await push('admin');
    const number = { ...repo, pull_number: pull.number };
    await admin.pulls.createReview({ ...number, event: 'APPROVE' });
    await admin.repos.createCommitStatus({
      ...repo,
      sha,
      context: 'plan',
      state: 'success',
    });
    await expect(admin.pulls.merge(number)).rejects.toThrow(
      /approving review is required.*"plan" is expected/,
    );
    test.github.checks.setStatus({
      repo: NAME,
      sha,
      context: 'plan',
      state: 'success',
      creator: 'github-actions[bot]',
    });
    await expect(admin.pulls.merge(number)).rejects.toThrow(
      /^At least 1 approving review is required[^"]*$/,
    );
    expect(await test.github.repositories.resolve(NAME, 'main')).toBe(main);
    await admin.repos.updateRepoRuleset({
      ...repo,
      ruleset_id: id,
      bypass_actors: [{ actor_type: 'OrganizationAdmin' }],
    });
    await admin.pulls.merge(number);
    expect(await test.github.repositories.resolve(NAME, 'main')).not.toBe(main);
  });
});

import { ConfigReader } from '@backstage/config';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { mockServices } from '@backstage/backend-test-utils';
import { InfrastructureRepositories } from '@plinth/plugin-environments-node';
import { RequestScenario } from './__testUtils__/RequestScenario';
import { createProtectRepositoryAction } from './actions/protectRepository';

const REPO = 'infrastructure-two';

describe('a new infrastructure repository', () => {
  let scenario: RequestScenario;
  beforeAll(async () => {
    scenario = await RequestScenario.start();
  });
  afterAll(() => scenario?.close());

  /** An organisation on a plan, with two teams, the portal's app and what `publish:github` leaves: a private repository. */
  const found = async (
    owner: string,
    plan: 'free' | 'team' | 'enterprise',
    { isPrivate = true } = {},
  ) => {
    const { github } = scenario;
    github.accounts.createOrganization({
      login: owner,
      plan,
      defaultRole: 'none',
      members: ['developer', 'engineer'].map(login => ({
        login,
        role: 'member' as const,
      })),
    });
    github.accounts.createTeam({
      organization: owner,
      slug: 'platform',
      members: ['engineer'],
    });
    github.accounts.createTeam({
      organization: owner,
      slug: 'owners',
      members: ['developer'],
    });
    github.apps.install({ app: 'plinth', account: owner });
    await github.repositories.create({
      owner,
      name: REPO,
      private: isPrivate,
      creator: 'admin',
    });
    await github.repositories.commit(`${owner}/${REPO}`, {
      branch: 'main',
      message: 'Begin the infrastructure repository',
      changes: { 'plinth.json': '{ "audience": "plinth" }\n' },
      author: { name: 'Admin', email: 'admin@example.com' },
      pusher: 'admin',
    });
  };
  const protect = async (
    owner: string,
    over: { reviewTeam?: string; dryRun?: boolean } = {},
  ) => {
    const { reviewTeam = `${owner}/platform`, dryRun = false } = over;
    const output: Record<string, unknown> = {};
    const warnings: string[] = [];
    const action = createProtectRepositoryAction({
      repositories: InfrastructureRepositories.fromConfig(
        new ConfigReader(scenario.config()),
      ),
    });
    const context = createMockActionContext({
      input: {
        repoUrl: `${new URL(scenario.github.url).host}?owner=${owner}&repo=${REPO}`,
        reviewTeam,
        governanceTeam: `${owner}/owners`,
      },
      logger: mockServices.logger.mock({
        warn: message => void warnings.push(message),
      }),
    });
    await action.handler({
      ...context,
      isDryRun: dryRun,
      output: (name: string, value: unknown) => {
        output[name] = value;
      },
    } as Parameters<typeof action.handler>[0]);
    return { lacking: String(output.lacking), warnings };
  };
  const get = async (owner: string, route: string, login = 'admin') => {
    const { apiUrl } = scenario.github;
    const response = await fetch(`${apiUrl}/repos/${owner}/${REPO}${route}`, {
      headers: {
        authorization: `token ${scenario.github.tokenFor(login)}`,
      },
    });
    return response.ok ? response.json() : response.status;
  };
  const send = async (
    owner: string,
    method: string,
    route: string,
    body: object,
  ) => {
    const { apiUrl } = scenario.github;
    const response = await fetch(`${apiUrl}/repos/${owner}/${REPO}${route}`, {
      method,
      headers: {
        authorization: `token ${scenario.github.tokenFor('admin')}`,
      },
      body: JSON.stringify(body),
    });
    expect(response.ok).toBe(true);
    return response.json();
  };
  const settings = async (owner: string) => {
    const { content } = await get(owner, '/contents/plinth.json');
    return JSON.parse(Buffer.from(content, 'base64').toString());
  };
  const asAdmin = (owner: string) =>
    scenario.github.repositories.update(`${owner}/${REPO}`, {
      collaborators: { admin: 'admin' },
    });

  it.each([
    ['enterprise', true],
    ['free', false],
  ] as const)(
    'is protected whole, also when it is asked for twice: on %s, private: %s',
    async (plan, isPrivate) => {
      const owner = `whole-${plan}`;
      await found(owner, plan, { isPrivate });
      asAdmin(owner);
      expect((await protect(owner)).lacking).toBe('');
      expect(await protect(owner)).toEqual({ lacking: '', warnings: [] });

      for (const login of ['engineer', 'developer']) {
        expect(
          await get(owner, `/collaborators/${login}/permission`),
        ).toMatchObject({ role_name: 'write' });
      }
      for (const name of ['production', 'shared']) {
        expect(await get(owner, `/environments/${name}`)).toMatchObject({
          protection_rules: expect.arrayContaining([
            expect.objectContaining({
              type: 'required_reviewers',
              prevent_self_review: true,
              reviewers: [
                {
                  type: 'Team',
                  reviewer: expect.objectContaining({ slug: 'platform' }),
                },
              ],
            }),
          ]),
          deployment_branch_policy: { custom_branch_policies: true },
        });
        expect(
          await get(owner, `/environments/${name}/deployment-branch-policies`),
        ).toMatchObject({
          total_count: 1,
          branch_policies: [{ name: 'main' }],
        });
      }
      const [ruleset, ...more] = await get(owner, '/rulesets');
      expect(more).toEqual([]);
      expect(await get(owner, `/rulesets/${ruleset.id}`)).toMatchObject({
        name: 'plinth',
        enforcement: 'active',
        bypass_actors: [],
        conditions: { ref_name: { include: ['refs/heads/main'] } },
      });
      const rules = await get(owner, '/rules/branches/main', 'developer');
      expect(rules).toEqual([
        expect.objectContaining({ type: 'deletion' }),
        expect.objectContaining({ type: 'non_fast_forward' }),
        expect.objectContaining({
          type: 'pull_request',
          parameters: {
            required_approving_review_count: 1,
            require_code_owner_review: true,
            require_last_push_approval: true,
            dismiss_stale_reviews_on_push: true,
            required_review_thread_resolution: false,
          },
        }),
        expect.objectContaining({
          type: 'required_status_checks',
          parameters: {
            strict_required_status_checks_policy: false,
            // That of GitHub Actions: a status that somebody sets by hand is not the pipeline's.
            required_status_checks: [
              { context: 'plinth/plan', integration_id: 15368 },
            ],
          },
        }),
      ]);
      expect(await settings(owner)).toEqual({ audience: 'plinth' });
    },
  );

  it('says on Team that nobody reviews its environments, in plinth.json too, and is protected otherwise', async () => {
    const owner = 'on-team';
    await found(owner, 'team');
    asAdmin(owner);
    const { lacking, warnings } = await protect(owner);
    expect(lacking).toMatch(
      /\*\*production\*\* has no required reviewers.*GitHub Enterprise only.*approval of the plan/,
    );
    expect(lacking).toMatch(/\*\*shared\*\* has no required reviewers/);
    expect(lacking).not.toContain('other branches');
    expect(warnings).toHaveLength(2);
    expect(await settings(owner)).toEqual({
      audience: 'plinth',
      environmentReviewers: false,
    });
    expect(await get(owner, '/environments/production')).toMatchObject({
      deployment_branch_policy: { custom_branch_policies: true },
    });
    expect(await get(owner, '/rules/branches/main')).toHaveLength(4);
    expect((await protect(owner)).lacking).toBe(lacking);
  });

  it('fails on Free, where main of a private repository cannot be protected, and says what to do', async () => {
    const owner = 'on-free';
    await found(owner, 'free');
    asAdmin(owner);
    await expect(protect(owner)).rejects.toThrow(
      /cannot protect main of a private repository.*Upgrade to GitHub Team or Enterprise; then delete .*on-free\/infrastructure-two/,
    );
    expect(await get(owner, '/branches/main')).toMatchObject({
      protected: false,
    });
  });

  it('has its ruleset made whole again, by its name, and those of others left as they are', async () => {
    const owner = 'others-rules';
    await found(owner, 'enterprise');
    asAdmin(owner);
    const others = {
      name: 'linear',
      enforcement: 'active',
      bypass_actors: [{ actor_type: 'OrganizationAdmin' }],
      conditions: { ref_name: { include: ['~ALL'], exclude: [] } },
      rules: [{ type: 'required_linear_history' }],
    };
    const { id: foreign } = await send(owner, 'POST', '/rulesets', others);
    await protect(owner);
    const list = () => get(owner, '/rulesets') as Promise<{ id: number }[]>;
    const { id: own } = (await list()).find(({ id }) => id !== foreign)!;
    const whole = await get(owner, `/rulesets/${own}`);
    const left = await get(owner, `/rulesets/${foreign}`);
    for (const change of [
      { enforcement: 'disabled' },
      { bypass_actors: [{ actor_type: 'OrganizationAdmin' }] },
      { rules: whole.rules.slice(1) },
      { conditions: { ref_name: { include: [], exclude: [] } } },
    ]) {
      await send(owner, 'PUT', `/rulesets/${own}`, change);
      await protect(owner);
      expect(await get(owner, `/rulesets/${own}`)).toEqual({
        ...whole,
        updated_at: expect.any(String),
      });
    }
    // What somebody asks for besides stays.
    const stricter = {
      rules: [...whole.rules, { type: 'required_linear_history' }],
    };
    await send(owner, 'PUT', `/rulesets/${own}`, stricter);
    await protect(owner);
    expect(await get(owner, `/rulesets/${own}`)).toMatchObject(stricter);
    expect(await get(owner, `/rulesets/${foreign}`)).toEqual(left);
    expect(await list()).toHaveLength(2);
  });

  it('fails where a team is not there, or is of another organization', async () => {
    const owner = 'without-team';
    await found(owner, 'enterprise');
    await expect(
      protect(owner, { reviewTeam: `${owner}/nobody` }),
    ).rejects.toThrow('without-team has no team nobody');
    await expect(
      protect(owner, { reviewTeam: 'acme/platform' }),
    ).rejects.toThrow(
      'The team acme/platform is of another organization than the repository without-team/infrastructure-two; name one of without-team',
    );
  });

  it('takes what the guide asks for', () => {
    expect(scenario.usedPermissions()).toEqual([
      'actions=read',
      'administration=write',
      'contents=write',
      'members=read',
    ]);
  });

  it('names the permission that the portal lacks', async () => {
    const owner = 'without-permission';
    await found(owner, 'enterprise');
    scenario.github.apps.install({
      app: 'plinth',
      account: owner,
      permissions: { metadata: 'read', members: 'read', contents: 'write' },
    });
    await expect(protect(owner)).rejects.toThrow(
      /the portal's app needs Administration: write/,
    );
  });

  it('is left as it is by a dry run', async () => {
    const owner = 'dry-run';
    await found(owner, 'enterprise');
    asAdmin(owner);
    await protect(owner, { dryRun: true });
    expect(await get(owner, '/environments')).toMatchObject({ total_count: 0 });
    expect(await get(owner, '/rulesets')).toEqual([]);
  });
});

import { GithubScenario, REPOSITORY } from '../__testUtils__/GithubScenario';
import { mainRuleset } from '../protection/mainRuleset';
import { createGithubClient } from './createGithubClient';
import { protectionFaults } from './protectionFaults';
import { RepositoryProtection } from './RepositoryProtection';

describe('what everybody who may read is told of a protected branch', () => {
  let scenario: GithubScenario;
  beforeAll(async () => {
    scenario = await GithubScenario.start();
    scenario.github.accounts.createUser({ login: 'reader' });
    scenario.github.repositories.update(REPOSITORY, {
      collaborators: { admin: 'admin', reader: 'read' },
    });
    await scenario.commit({ 'app.ts': '// app\n' });
  });
  afterAll(() => scenario?.close());

  const whole = {
    requiredStatusChecks: { strict: false, contexts: ['plinth/plan'] },
    requiredReviews: {
      count: 1,
      dismissStale: true,
      requireCodeOwners: true,
      requireLastPushApproval: true,
    },
    enforceAdmins: true,
  };
  const read = () => {
    const [owner, repo] = REPOSITORY.split('/');
    return new RepositoryProtection({
      octokit: createGithubClient({
        apiUrl: scenario.github.apiUrl,
        token: scenario.github.tokenFor('reader'),
        host: 'localhost',
      }),
      owner,
      repo,
    });
  };
  const faults = async (
    protection: Partial<
      Parameters<GithubScenario['github']['repositories']['protect']>[2]
    >,
  ) => {
    scenario.github.repositories.protect(REPOSITORY, 'main', {
      ...whole,
      ...protection,
    });
    const found = await read().branch('main');
    return found && protectionFaults('main', found);
  };

  it('is no fault, where it is protected as the template does it', async () => {
    expect(await faults({})).toEqual([]);
  });

  it.each([
    [{ requiredReviews: null }, [/no approval;/, /code owners/, /pushed last/]],
    [
      { requiredReviews: { ...whole.requiredReviews, count: 0 } },
      [/no approval;/, /pushed last/],
    ],
    [
      {
        requiredReviews: { ...whole.requiredReviews, requireCodeOwners: false },
      },
      [/no approval of code owners/],
    ],
    [{ requiredStatusChecks: null }, [/does not wait for the check plinth/]],
    [{ allowForcePushes: true }, [/may be rewritten or deleted/]],
    [{ allowDeletions: true }, [/may be rewritten or deleted/]],
  ])('is named by its fault with %j', async (protection, expected) => {
    const found = await faults(protection);
    expect(found).toEqual(expected.map(each => expect.stringMatching(each)));
  });

  it('is all that a ruleset asks for, the approval after the last push too, but for whom it lets pass by', async () => {
    const ruleset = mainRuleset({
      branch: 'main',
      checks: ['plinth/plan'],
      app: 15368,
    });
    scenario.github.repositories.unprotect(REPOSITORY, 'main');
    const faultsWith = async (change: Partial<typeof ruleset>) => {
      scenario.github.repositories.setRuleset(REPOSITORY, {
        ...ruleset,
        ...change,
      });
      const found = await read().branch('main');
      return found && protectionFaults('main', found);
    };
    expect(await faultsWith({})).toEqual([]);
    expect(await read().bypass('main')).toMatchObject({
      passable: [],
      unknown: ['the ruleset plinth'],
    });
    expect(
      await faultsWith({
        rules: ruleset.rules?.map(rule =>
          rule.type === 'pull_request' && rule.parameters
            ? {
                ...rule,
                parameters: {
                  ...rule.parameters,
                  require_last_push_approval: false,
                },
              }
            : rule,
        ),
      }),
    ).toEqual([expect.stringMatching(/the one who pushed last/)]);
    expect(await faultsWith({ rules: [{ type: 'deletion' }] })).toEqual([
      expect.stringMatching(/does not wait for the check/),
      expect.stringMatching(/needs no approval;/),
      expect.stringMatching(/code owners/),
      expect.stringMatching(/pushed last/),
      expect.stringMatching(/rewritten or deleted/),
    ]);
    expect(await faultsWith({ enforcement: 'disabled' })).toEqual([
      expect.stringMatching(/main is not protected/),
    ]);
  });
});

import { GithubScenario, REPOSITORY } from '../__testUtils__/GithubScenario';
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
  const faults = async (
    protection: Partial<
      Parameters<GithubScenario['github']['repositories']['protect']>[2]
    >,
  ) => {
    scenario.github.repositories.protect(REPOSITORY, 'main', {
      ...whole,
      ...protection,
    });
    const [owner, repo] = REPOSITORY.split('/');
    const found = await new RepositoryProtection({
      octokit: createGithubClient({
        apiUrl: scenario.github.apiUrl,
        token: scenario.github.tokenFor('reader'),
        host: 'localhost',
      }),
      owner,
      repo,
    }).branch('main');
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
});

import { GithubScenario, REPOSITORY } from '../__testUtils__/GithubScenario';
import { noReplyAddress } from './noReplyAddress';
import { PullRequestOnce } from './PullRequestOnce';
import { readReviews } from './readReviews';

const NOBODY = { name: 'Somebody', email: 'somebody@example.com' };

describe('who wrote a pull request', () => {
  let scenario: GithubScenario;
  beforeAll(async () => {
    scenario = await GithubScenario.start();
    scenario.github.accounts.createUser({
      login: 'web-flow',
      email: 'noreply@github.example.com',
    });
    scenario.github.accounts.createUser({
      login: 'developer',
      email: 'developer@example.com',
    });
    await scenario.commit({ 'app.ts': '// app\n' });
  });
  afterAll(() => scenario?.close());

  const authorsOf = async (
    branch: string,
    commits: Array<Record<'author' | 'committer', typeof NOBODY>>,
  ) => {
    const repository = scenario.open();
    const { octokit, reference } = repository;
    const { owner, repo } = reference;
    const main = await repository.main();
    const tree = (await main.head()).tree;
    let head = main.commit;
    for (const [index, people] of commits.entries()) {
      const { data } = await octokit.git.createCommit({
        owner,
        repo,
        message: `Change ${index}`,
        tree,
        parents: [head],
        ...people,
      });
      head = data.sha;
    }
    await octokit.git.createRef({
      owner,
      repo,
      ref: `refs/heads/${branch}`,
      sha: head,
    });
    const { data: pull } = await octokit.pulls.create({
      owner,
      repo,
      title: branch,
      head: branch,
      base: 'main',
    });
    const { authors } = await readReviews(octokit, {
      owner,
      repo,
      pull_number: pull.number,
    });
    return authors?.map(({ login }) => login);
  };

  const DEVELOPER = { name: 'Dev', email: 'developer@example.com' };
  const WEB_FLOW = { name: 'GitHub', email: 'noreply@github.example.com' };
  const account = async () => {
    const { login, id } = await scenario.open().account();
    return { name: login, email: noReplyAddress({ login, id }, 'localhost') };
  };

  it('is everybody who wrote or made a commit of it, each once', async () => {
    const commits = [
      { author: DEVELOPER, committer: WEB_FLOW },
      { author: NOBODY, committer: await account() },
      { author: DEVELOPER, committer: DEVELOPER },
    ];
    expect(await authorsOf('known', commits)).toEqual(['developer', 'admin']);
  });

  it.each([
    ['an address that is nobody’s', { author: NOBODY, committer: NOBODY }],
    ['GitHub itself alone', { author: NOBODY, committer: WEB_FLOW }],
  ])('is not known when a commit names %s', async (name, people) => {
    const known = { author: DEVELOPER, committer: DEVELOPER };
    const branch = name.replace(/\W/g, '-');
    expect(await authorsOf(branch, [known, people])).toBeUndefined();
  });

  it('is known for what the portal commits for somebody whom GitHub does not know', async () => {
    const repository = scenario.open();
    const pull = await new PullRequestOnce({
      repository,
      branch: 'plinth/request',
    }).ensure({
      title: 'Request',
      body: '',
      content: 'content',
      recognize: async () => undefined,
      isHeldBy: async () => false,
      change: async () => ({
        base: await repository.main(),
        files: new Map([['environments/claims-dev/environment.json', '{}']]),
        message: 'Create environment claims-dev',
        author: NOBODY,
      }),
    });
    const { authors } = await readReviews(repository.octokit, {
      owner: REPOSITORY.split('/')[0],
      repo: REPOSITORY.split('/')[1],
      pull_number: pull.number,
    });
    expect(authors).toEqual([await repository.account()]);
  });
});

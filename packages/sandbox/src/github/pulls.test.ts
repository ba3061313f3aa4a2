import { GitRefs } from './git/GitRefs';
import {
  startTestGitHub,
  type TestGitHub,
} from './__testUtils__/startTestGitHub';

const repo = { owner: 'acme', repo: 'infrastructure' };

describe('Pull requests over Octokit', () => {
  let test: TestGitHub;
  beforeEach(async () => {
    test = await startTestGitHub();
    test.github.repositories.protect('acme/infrastructure', 'main', {
      requiredStatusChecks: { strict: false, contexts: ['plan'] },
      requiredReviews: {
        count: 1,
        dismissStale: true,
        requireCodeOwners: false,
        requireLastPushApproval: false,
      },
    });
  });
  afterEach(() => test.close());

  /** One commit on a branch, made the way that costs GitHub least: one tree, one commit, one ref. */
  async function propose(login: string, name: string, author = 'developer') {
    const octokit = test.as(login);
    const { data: main } = await octokit.git.getRef({
      ...repo,
      ref: 'heads/main',
    });
    const { data: base } = await octokit.git.getCommit({
      ...repo,
      commit_sha: main.object.sha,
    });
    const { data: tree } = await octokit.git.createTree({
      ...repo,
      base_tree: base.tree.sha,
      tree: [
        {
          path: `environments/${name}/environment.json`,
          mode: '100644',
          type: 'blob',
          content: `{ "name": "${name}" }\n`,
        },
      ],
    });
    const { data: commit } = await octokit.git.createCommit({
      ...repo,
      message: `Add ${name}\n\nRequested-by: user:default/${author}`,
      tree: tree.sha,
      parents: [base.sha],
      author: { name: author, email: `${author}@acme.example` },
    });
    await octokit.git.createRef({
      ...repo,
      ref: `refs/heads/plinth/${name}`,
      sha: commit.sha,
    });
    const { data: pull } = await octokit.pulls.create({
      ...repo,
      title: `Add ${name}`,
      head: `plinth/${name}`,
      base: 'main',
      body: 'Please',
    });
    return { pull, sha: commit.sha };
  }

  /** Its plan succeeds and admin approves it, which is all that a merge needs. */
  async function passAndApprove(number: number, sha: string) {
    test.github.checks.createCheckRun({
      repo: 'acme/infrastructure',
      name: 'plan',
      headSha: sha,
      conclusion: 'success',
      creator: 'github-actions[bot]',
    });
    await test
      .as('admin')
      .pulls.createReview({ ...repo, pull_number: number, event: 'APPROVE' });
  }

  it('opens, is checked, reviewed and merged, and protects its base all the way', async () => {
    const { pull, sha } = await propose('plinth-bot', 'two');
    const number = { ...repo, pull_number: pull.number };
    expect(pull).toMatchObject({
      number: 1,
      state: 'open',
      mergeable: true,
      mergeable_state: 'blocked',
      head: { ref: 'plinth/two', sha },
      changed_files: 1,
      commits: 1,
      requested_teams: [expect.objectContaining({ slug: 'platform' })],
    });

    const merge = () => test.as('admin').pulls.merge({ ...number, sha });
    await expect(merge()).rejects.toMatchObject({
      status: 405,
      message: expect.stringMatching(
        /At least 1 approving review is required.*Required status check "plan" is expected/,
      ),
    });

    await test.as('engineer').repos.createCommitStatus({
      ...repo,
      sha,
      context: 'plan',
      state: 'success',
    });
    await expect(merge()).rejects.toMatchObject({
      status: 405,
      message: expect.not.stringContaining('plan'),
    });

    await expect(
      test.as('plinth-bot').pulls.createReview({ ...number, event: 'APPROVE' }),
    ).rejects.toMatchObject({
      status: 422,
      message: expect.stringContaining('Can not approve your own pull request'),
    });
    await test
      .as('auditor')
      .pulls.createReview({ ...number, event: 'APPROVE' });
    await expect(merge()).rejects.toMatchObject({ status: 405 });

    const { data: review } = await test
      .as('admin')
      .pulls.createReview({ ...number, event: 'APPROVE', body: 'Good' });
    expect(review).toMatchObject({
      state: 'APPROVED',
      user: { login: 'admin' },
      commit_id: sha,
    });

    await expect(
      test.as('admin').pulls.merge({ ...number, sha: 'f'.repeat(40) }),
    ).rejects.toMatchObject({ status: 409 });
    const { data: merged } = await merge();
    expect(merged).toMatchObject({ merged: true });

    const { data: commit } = await test
      .as('developer')
      .repos.getCommit({ ...repo, ref: 'main' });
    expect(commit.sha).toBe(merged.sha);
    expect(commit.parents).toHaveLength(2);
    expect(commit.files?.map(file => file.filename)).toEqual([
      'environments/two/environment.json',
    ]);
    const { data: after } = await test.as('developer').pulls.get(number);
    expect(after).toMatchObject({
      merged: true,
      state: 'closed',
      merge_commit_sha: merged.sha,
      merged_by: { login: 'admin' },
    });
    for (const each of [sha, merged.sha]) {
      const { data: pulls } = await test
        .as('developer')
        .repos.listPullRequestsAssociatedWithCommit({
          ...repo,
          commit_sha: each,
        });
      expect(pulls.map(one => one.number)).toEqual([1]);
    }
    await expect(merge()).rejects.toMatchObject({ status: 405 });
  });

  it('answers 422 for a second pull request of the same branch, also when both come at once', async () => {
    const { pull } = await propose('plinth-bot', 'two');
    const again = () =>
      test.as('plinth-bot').pulls.create({
        ...repo,
        title: 'Again',
        head: 'plinth/two',
        base: 'main',
      });
    await expect(again()).rejects.toMatchObject({
      status: 422,
      message: expect.stringContaining(
        'A pull request already exists for acme:plinth/two.',
      ),
    });
    await test
      .as('plinth-bot')
      .pulls.update({ ...repo, pull_number: pull.number, state: 'closed' });
    const both = await Promise.allSettled([again(), again()]);
    expect(both.map(each => each.status).sort()).toEqual([
      'fulfilled',
      'rejected',
    ]);
    const { data: open } = await test
      .as('developer')
      .pulls.list({ ...repo, head: 'acme:plinth/two', state: 'open' });
    expect(open).toHaveLength(1);
  });

  it('dismisses approvals when new commits are pushed', async () => {
    const { pull } = await propose('plinth-bot', 'two');
    const number = { ...repo, pull_number: pull.number };
    await test.as('admin').pulls.createReview({ ...number, event: 'APPROVE' });
    await test.github.repositories.commit('acme/infrastructure', {
      branch: 'plinth/two',
      message: 'More',
      changes: { 'environments/two/more.txt': 'more\n' },
      author: { name: 'Developer', email: 'developer@acme.example' },
      pusher: 'developer',
    });
    const { data: reviews } = await test.as('admin').pulls.listReviews(number);
    expect(reviews.map(review => review.state)).toEqual(['DISMISSED']);
    const { data: files } = await test.as('admin').pulls.listFiles(number);
    expect(files).toHaveLength(2);
  });

  it.each(['squash', 'rebase'] as const)(
    'merges by %s without a merge commit',
    async method => {
      const { pull, sha } = await propose('plinth-bot', 'two');
      const number = { ...repo, pull_number: pull.number };
      // Meanwhile main moves.
      await test.github.repositories.commit('acme/infrastructure', {
        branch: 'main',
        message: 'Elsewhere',
        changes: { 'README.md': '# Else\n' },
        author: { name: 'admin', email: 'admin@acme.example' },
        pusher: 'admin',
      });
      await passAndApprove(pull.number, sha);
      const { data: merged } = await test
        .as('admin')
        .pulls.merge({ ...number, merge_method: method });
      const { data: commit } = await test
        .as('admin')
        .repos.getCommit({ ...repo, ref: merged.sha });
      expect(commit.parents).toHaveLength(1);
      expect(commit.commit.author).toMatchObject({
        email: 'developer@acme.example',
      });
      expect(commit.commit.message).toMatch(
        /Requested-by: user:default\/developer/,
      );
      expect(
        (
          await test.github.repositories.readFile(
            'acme/infrastructure',
            'main',
            'README.md',
          )
        )?.toString(),
      ).toBe('# Else\n');
    },
  );

  it('tells what a merge has changed, also when somebody looks while main moves', async () => {
    const { pull, sha } = await propose('plinth-bot', 'seen');
    const number = { ...repo, pull_number: pull.number };
    await passAndApprove(pull.number, sha);
    const octokit = test.as('admin');
    const { update } = GitRefs.prototype;
    const moving = jest
      .spyOn(GitRefs.prototype, 'update')
      .mockImplementation(async function look(this: GitRefs, updates) {
        await update.call(this, updates);
        moving.mockRestore();
        await octokit.pulls.get(number);
      });
    await octokit.pulls.merge(number);
    const { data: merged } = await octokit.pulls.get(number);
    expect(merged).toMatchObject({
      merged: true,
      changed_files: 1,
      base: { sha: pull.base.sha },
    });
    const { data: files } = await octokit.pulls.listFiles(number);
    expect(files).toHaveLength(1);
  });

  it('does not merge what conflicts', async () => {
    test.github.repositories.protect('acme/infrastructure', 'main', {});
    for (const [branch, text] of [
      ['left', 'left\n'],
      ['right', 'right\n'],
    ]) {
      await test.github.repositories.commit('acme/infrastructure', {
        branch,
        message: branch,
        changes: { 'README.md': text },
        author: { name: 'Developer', email: 'developer@acme.example' },
        pusher: 'developer',
      });
      await test
        .as('developer')
        .pulls.create({ ...repo, title: branch, head: branch, base: 'main' });
    }
    await test.as('developer').pulls.merge({ ...repo, pull_number: 1 });
    const { data: second } = await test
      .as('developer')
      .pulls.get({ ...repo, pull_number: 2 });
    expect(second).toMatchObject({
      mergeable: false,
      mergeable_state: 'dirty',
    });
    await expect(
      test.as('developer').pulls.merge({ ...repo, pull_number: 2 }),
    ).rejects.toMatchObject({
      status: 405,
      message: expect.stringContaining('not mergeable'),
    });
  });

  it('keeps everything over a restart', async () => {
    const { pull, sha } = await propose('plinth-bot', 'two');
    const number = { ...repo, pull_number: pull.number };
    await test.as('admin').pulls.createReview({ ...number, event: 'APPROVE' });
    await test.as('plinth-bot').issues.addLabels({
      ...repo,
      issue_number: pull.number,
      labels: ['plinth'],
    });
    await test.as('plinth-bot').issues.createComment({
      ...repo,
      issue_number: pull.number,
      body: 'Hello',
    });
    await test.restart();
    const { data: after } = await test.as('developer').pulls.get(number);
    expect(after).toMatchObject({
      title: 'Add two',
      head: { sha },
      labels: [expect.objectContaining({ name: 'plinth' })],
      comments: 1,
    });
    const { data: reviews } = await test
      .as('developer')
      .pulls.listReviews(number);
    expect(reviews).toHaveLength(1);
  });
});

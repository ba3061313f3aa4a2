import { Octokit } from '@octokit/rest';
import {
  startTestGitHub,
  type TestGitHub,
} from './__testUtils__/startTestGitHub';
import type { TokenPermissions } from './actionsModel';
import type { WorkflowTrigger } from './events';

const repo = { owner: 'acme', repo: 'infrastructure' };

describe('What GitHub refuses, the sandbox refuses', () => {
  let test: TestGitHub;
  let number: number;
  let sha: string;
  let trigger: WorkflowTrigger;

  beforeAll(async () => {
    test = await startTestGitHub();
    test.github.events.on('workflowTrigger', each => {
      trigger = each;
    });
    sha = await test.github.repositories.commit('acme/infrastructure', {
      branch: 'change',
      message: 'Change',
      changes: { 'environments/one/environment.json': '{}\n' },
      author: { name: 'Developer', email: 'developer@acme.example' },
      pusher: 'developer',
    });
    ({ number } = await test.github.pulls.create({
      repo: 'acme/infrastructure',
      title: 'Change',
      head: 'change',
      base: 'main',
      author: 'developer',
    }));
  });
  afterAll(() => test.close());

  /** Octokit with the token of a run that has these permissions. */
  function asRun(permissions: TokenPermissions): Octokit {
    const run = test.github.actions.createRun({
      trigger,
      path: '.github/workflows/plan.yml',
      name: 'plan',
    });
    return new Octokit({
      baseUrl: test.github.apiUrl,
      auth: test.github.actions.mintToken(run.id, permissions),
      log: { debug() {}, info() {}, warn() {}, error() {} },
    });
  }

  it('a label that is missing, to whoever may write pull requests and not issues', async () => {
    const pulls = asRun({ 'pull-requests': 'write' });
    const labels = { ...repo, issue_number: number, labels: ['planned'] };
    await expect(pulls.issues.addLabels(labels)).rejects.toMatchObject({
      status: 403,
      message: expect.stringContaining(
        'You do not have permission to create labels on this repository.',
      ),
      response: {
        data: {
          errors: [
            { resource: 'Repository', field: 'label', code: 'unauthorized' },
          ],
        },
      },
    });
    await expect(
      pulls.issues.createLabel({ ...repo, name: 'planned' }),
    ).rejects.toMatchObject({ status: 403 });
    await asRun({ issues: 'write' }).issues.createLabel({
      ...repo,
      name: 'planned',
    });
    const { data } = await pulls.issues.addLabels(labels);
    expect(data.map(({ name }) => name)).toEqual(['planned']);
  });

  it.each([
    [
      'a title of 257 characters',
      () =>
        test.as('developer').pulls.update({
          ...repo,
          pull_number: number,
          title: 'x'.repeat(257),
        }),
      'title is too long (maximum is 256 characters)',
    ],
    [
      'a body of 65,537 characters',
      () =>
        test.as('developer').pulls.update({
          ...repo,
          pull_number: number,
          body: 'x'.repeat(65_537),
        }),
      'body is too long (maximum is 65536 characters)',
    ],
    [
      'a comment of 65,537 characters',
      () =>
        test.as('developer').issues.createComment({
          ...repo,
          issue_number: number,
          body: 'x'.repeat(65_537),
        }),
      'Body is too long (maximum is 65536 characters)',
    ],
    [
      'a description of a status of 141 characters',
      () =>
        test.as('developer').repos.createCommitStatus({
          ...repo,
          sha,
          state: 'success',
          description: 'x'.repeat(141),
        }),
      'description is too long (maximum is 140 characters)',
    ],
    [
      'a label of 51 characters',
      () =>
        test.as('developer').issues.addLabels({
          ...repo,
          issue_number: number,
          labels: ['x'.repeat(51)],
        }),
      'name is too long (maximum is 50 characters)',
    ],
    [
      'the removal of a tree entry that is not there',
      () =>
        test.as('developer').git.createTree({
          ...repo,
          base_tree: sha,
          tree: [
            { path: 'nowhere.json', mode: '100644', type: 'blob', sha: null },
          ],
        }),
      'GitRPC::BadObjectState',
    ],
  ])('%s', async (_, call, message) => {
    await expect(call()).rejects.toMatchObject({
      status: 422,
      message: expect.stringContaining(message),
    });
  });

  it('the Git database of an empty repository, until its first commit', async () => {
    await test.github.repositories.create({
      owner: 'acme',
      name: 'empty',
      creator: 'admin',
    });
    const octokit = test.as('admin');
    const empty = { owner: 'acme', repo: 'empty' };
    for (const call of [
      () => octokit.git.createBlob({ ...empty, content: 'x' }),
      () => octokit.git.createTree({ ...empty, tree: [] }),
      () => octokit.git.getRef({ ...empty, ref: 'heads/main' }),
      () => octokit.repos.listCommits(empty),
    ]) {
      await expect(call()).rejects.toMatchObject({
        status: 409,
        message: expect.stringContaining('Git Repository is empty.'),
      });
    }
    await octokit.repos.createOrUpdateFileContents({
      ...empty,
      path: 'README.md',
      message: 'Begin',
      content: 'eA==',
    });
    await octokit.git.createBlob({ ...empty, content: 'x' });
  });
});

import { mkdirSync, writeFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkflowTrigger } from './events';
import {
  startTestGitHub,
  type TestGitHub,
} from './__testUtils__/startTestGitHub';

describe('Git over HTTP', () => {
  let test: TestGitHub;
  beforeAll(async () => {
    test = await startTestGitHub();
  });
  afterAll(() => test.close());

  it('clones, pushes a branch and tells who listens', async () => {
    const heard: WorkflowTrigger[] = [];
    test.github.events.on('workflowTrigger', trigger => heard.push(trigger));
    const work = join(test.folder, 'work');
    await test.git(test.folder, 'clone', '-q', test.remote('developer'), work);
    expect(readFileSync(join(work, 'README.md'), 'utf8')).toBe(
      '# Infrastructure\n',
    );
    mkdirSync(join(work, 'environments/two'), { recursive: true });
    writeFileSync(join(work, 'environments/two/environment.json'), '{}\n');
    await test.git(work, 'checkout', '-q', '-b', 'add/two');
    await test.git(work, 'add', '.');
    await test.git(work, 'commit', '-q', '-m', 'Add two');
    await test.git(work, 'push', '-q', 'origin', 'add/two');
    const sha = (await test.git(work, 'rev-parse', 'HEAD')).trim();

    expect(
      await test.github.repositories.resolve('acme/infrastructure', 'add/two'),
    ).toBe(sha);
    expect(heard).toEqual([
      expect.objectContaining({
        event: 'push',
        ref: 'refs/heads/add/two',
        sha,
        sender: 'developer',
        changedFiles: ['environments/two/environment.json'],
      }),
    ]);
    expect(heard[0].payload).toMatchObject({
      ref: 'refs/heads/add/two',
      created: true,
      head_commit: {
        id: sha,
        message: 'Add two',
        added: ['environments/two/environment.json'],
      },
      repository: { full_name: 'acme/infrastructure' },
      organization: { login: 'acme' },
      sender: { login: 'developer' },
    });
  });

  it('writes objects that git fsck finds sound', async () => {
    const directory = test.github.repositories.gitDirectory(
      'acme/infrastructure',
    );
    expect(await test.git(directory, 'fsck', '--strict', '--full')).not.toMatch(
      /error|warning|missing|corrupt/,
    );
  });

  it('asks for a token, and lets only those push who may', async () => {
    const work = join(test.folder, 'denied');
    await test.git(test.folder, 'clone', '-q', test.remote('auditor'), work);
    await expect(
      test.git(work, 'push', 'origin', 'HEAD:refs/heads/mine'),
    ).rejects.toThrow(/denied to auditor|403/);
    test.github.repositories.update('acme/infrastructure', { private: true });
    const wrong = test
      .remote('auditor')
      .replace('sandbox-auditor', 'sandbox-nobody');
    await expect(test.git(test.folder, 'ls-remote', wrong)).rejects.toThrow(
      /Authentication failed/,
    );
    await expect(
      test.git(test.folder, 'ls-remote', test.remote('auditor')),
    ).rejects.toThrow(/not found/);
    test.github.repositories.update('acme/infrastructure', { private: false });
  });

  it("refuses pushes to a protected branch, in GitHub's words, and keeps the branch", async () => {
    test.github.repositories.protect('acme/infrastructure', 'main', {
      requiredReviews: {
        count: 1,
        dismissStale: true,
        requireCodeOwners: false,
        requireLastPushApproval: false,
      },
    });
    const before = await test.github.repositories.resolve(
      'acme/infrastructure',
      'main',
    );
    const work = join(test.folder, 'direct');
    await test.git(test.folder, 'clone', '-q', test.remote('admin'), work);
    writeFileSync(join(work, 'README.md'), '# Changed\n');
    await test.git(work, 'commit', '-q', '-a', '-m', 'Directly');
    await expect(test.git(work, 'push', 'origin', 'main')).rejects.toThrow(
      /GH006: Protected branch update failed for refs\/heads\/main[\s\S]*Changes must be made through a pull request[\s\S]*protected branch hook declined/,
    );
    await expect(test.git(work, 'push', 'origin', ':main')).rejects.toThrow(
      /protected branch hook declined/,
    );
    expect(
      await test.github.repositories.resolve('acme/infrastructure', 'main'),
    ).toBe(before);
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  DocumentStore,
  SandboxClock,
  type GitHubSandbox,
} from '@plinth/sandbox';
import { startCheckedGitHub } from '@plinth/sandbox/testing';
import { GitHubRemovals, type Removal } from './RemovalPulls';

const REPOSITORY = 'acme/infrastructure';
const FOLDER = 'environments/claims-pr-1';

describe('GitHubRemovals', () => {
  const clock = new SandboxClock();
  let dataDir: string;
  let documents: DocumentStore;
  let github: GitHubSandbox;
  let removals: GitHubRemovals;

  beforeAll(async () => {
    dataDir = mkdtempSync(path.join(tmpdir(), 'removals-'));
    documents = DocumentStore.open(path.join(dataDir, 'sandbox.sqlite'));
    // GitHub's times are whole seconds, so the test says how far apart things happen.
    clock.freeze(new Date('2026-11-21T12:00:00Z'));
    const parts = { clock, documents, dataDir };
    github = await startCheckedGitHub({ ...parts, port: 0 });
    github.accounts.createUser({ login: 'admin', siteAdmin: true });
    github.accounts.createOrganization({
      login: 'acme',
      members: [{ login: 'admin', role: 'admin' }],
    });
    await github.repositories.create({
      owner: 'acme',
      name: 'infrastructure',
      creator: 'admin',
    });
    removals = GitHubRemovals.create({
      context: {
        owner: 'acme',
        repo: 'infrastructure',
        apiUrl: github.apiUrl,
        token: github.tokenFor('admin'),
        runId: '1',
        attempt: 1,
        runUrl: `${github.url}/${REPOSITORY}/actions/runs/1`,
        job: 'preview',
        event: 'schedule',
        sha: '',
        ref: 'refs/heads/main',
      },
    });
  });
  afterAll(async () => {
    await github?.close();
    documents?.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  /** Commits the preview's folder to main, and says what its removal is. */
  const commit = async (ttlHours: number): Promise<Removal> => {
    clock.advance(60_000);
    const person = { name: 'Admin', email: 'admin@example.com' };
    await github.repositories.commit(REPOSITORY, {
      branch: 'main',
      message: 'Add a preview',
      changes: {
        [`${FOLDER}/environment.json`]: JSON.stringify({ ttlHours }),
        [`${FOLDER}/stack.ts`]: 'export default class {}',
        'README.md': 'stays',
      },
      author: person,
      pusher: 'admin',
    });
    return {
      name: 'claims-pr-1',
      files: [`${FOLDER}/environment.json`, `${FOLDER}/stack.ts`],
      commit: await removals.tip(),
      changedAt: clock.now(),
      title: `Remove ${FOLDER}`,
      body: 'It has ended.',
    };
  };

  it('keeps to one pull request, to what people decided about it, and begins anew when the folder changed since', async () => {
    expect(await removals.branch()).toBe('main');
    const first = await commit(1);
    const opened = await removals.ensure(first);
    expect(opened.state).toBe('opened');
    expect(await removals.ensure(first)).toEqual({ ...opened, state: 'open' });

    clock.advance(60_000);
    await github.pulls.update(
      REPOSITORY,
      opened.number,
      { state: 'closed' },
      'admin',
    );
    expect(await removals.ensure(first)).toEqual({
      ...opened,
      state: 'closed',
    });

    const second = await removals.ensure(await commit(2));
    expect(second.state).toBe('opened');
    expect(second.number).not.toBe(opened.number);

    // An open one whose folder changed meanwhile would conflict.
    clock.advance(60_000);
    expect(await removals.ensure(await commit(2.5))).toEqual({
      ...second,
      state: 'open',
    });

    const { sha } = await github.pulls.merge({
      repo: REPOSITORY,
      number: second.number,
      actor: 'admin',
      method: 'squash',
    });
    expect(await removals.tip()).toBe(sha);

    // A later preview of the same name finds the branch of the first one.
    const third = await removals.ensure(await commit(3));
    expect(third.state).toBe('opened');
    expect(
      github.pulls.list(REPOSITORY).filter(({ state }) => state === 'open'),
    ).toHaveLength(1);
  });

  it('says what the workflow needs when GitHub refuses', async () => {
    const removal = await commit(4);
    await expect(
      removals.ensure({ ...removal, name: 'claims..pr' }),
    ).rejects.toThrow(/pull-requests: write.*PLINTH_TOKEN/);
  });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  DocumentStore,
  SandboxClock,
  type GitHubSandbox,
} from '@plinth/sandbox';
import { startCheckedGitHub } from '@plinth/sandbox/testing';
import { freezesNow } from './freezesNow';
import type { RunContext } from './RunContext';

const REPOSITORY = 'acme/infrastructure';
const FREEZE = {
  reason: 'The auditors read what runs',
  by: 'user:default/admin',
  until: '2099-01-01T00:00:00Z',
  stages: ['production'],
};

describe('what is frozen now', () => {
  let github: GitHubSandbox;
  let documents: DocumentStore;
  let dataDir: string;
  let run: RunContext;

  const commit = (file: string, text: string | null) =>
    github.repositories.commit(REPOSITORY, {
      branch: 'main',
      message: 'Change by hand',
      changes: { [file]: text },
      author: { name: 'Admin', email: 'admin@example.com' },
      pusher: 'admin',
    });

  beforeAll(async () => {
    dataDir = await mkdtemp(path.join(tmpdir(), 'plinth-freezes-'));
    documents = DocumentStore.open(':memory:');
    github = await startCheckedGitHub({
      clock: new SandboxClock(),
      documents,
      dataDir,
      port: 0,
    });
    github.accounts.createUser({ login: 'admin', email: 'admin@example.com' });
    github.accounts.createOrganization({
      login: 'acme',
      members: [{ login: 'admin', role: 'admin' }],
    });
    await github.repositories.create({
      owner: 'acme',
      name: 'infrastructure',
      creator: 'admin',
    });
    run = {
      owner: 'acme',
      repo: 'infrastructure',
      apiUrl: github.apiUrl,
      token: github.tokenFor('admin'),
      runUrl: `${github.url}/${REPOSITORY}/actions/runs/1`,
      ref: 'refs/heads/main',
    } as RunContext;
  });
  afterAll(async () => {
    await github.close();
    documents.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  it('is what the branch says at this moment, and nothing where it has no freezes', async () => {
    await commit('governance/phase.yaml', 'kind: GovernancePhase\n');
    expect(await freezesNow(run)).toEqual([]);
    await commit('governance/freezes/audit.json', JSON.stringify(FREEZE));
    expect(await freezesNow(run)).toEqual([{ name: 'audit', ...FREEZE }]);
    await commit('governance/freezes/audit.json', null);
    expect(await freezesNow(run)).toEqual([]);
  });

  it('is known by nobody where a file is broken, the branch is gone, or GitHub does not let the run in', async () => {
    await commit('governance/freezes/audit.json', '{');
    await expect(freezesNow(run)).rejects.toThrow(
      /Nothing was deployed, since it cannot be read what is frozen: .*audit\.json is no JSON/,
    );
    await expect(
      freezesNow({ ...run, ref: 'refs/heads/other' }),
    ).rejects.toThrow(
      /cannot be read what is frozen: there is no branch other/,
    );
    await expect(freezesNow({ ...run, token: 'wrong' })).rejects.toThrow(
      /cannot be read what is frozen/,
    );
  });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DocumentStore,
  SandboxClock,
  startGitHub,
  type GitHubSandbox,
} from '@plinth/sandbox';
import { parseRepositoryUrl } from '../reference/RepositoryReference';
import { listUnits } from '../units/readUnits';
import { createGithubClient } from './createGithubClient';
import { InfrastructureRepository } from './InfrastructureRepository';
import { ObjectCache } from './ObjectCache';

const REPOSITORY = 'acme/infrastructure';

describe('a snapshot of a commit on GitHub', () => {
  let directory: string;
  let documents: DocumentStore;
  let github: GitHubSandbox;
  let repository: InfrastructureRepository;
  let calls: string[];

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'plinth-snapshot-'));
    documents = DocumentStore.open(':memory:');
    github = await startGitHub({
      clock: new SandboxClock(),
      documents,
      dataDir: directory,
      port: 0,
    });
    github.accounts.createUser({ login: 'admin' });
    github.accounts.createOrganization({
      login: 'acme',
      members: [{ login: 'admin', role: 'admin' }],
    });
    await github.repositories.create({
      owner: 'acme',
      name: 'infrastructure',
      creator: 'admin',
    });
  });

  beforeEach(() => {
    const octokit = createGithubClient({
      apiUrl: github.apiUrl,
      token: github.tokenFor('admin'),
      host: 'localhost',
    });
    calls = [];
    octokit.hook.before('request', ({ method, url }) => {
      calls.push(`${method} ${url.replace('/repos/{owner}/{repo}', '')}`);
    });
    repository = new InfrastructureRepository({
      reference: {
        ...parseRepositoryUrl(`${github.url}/${REPOSITORY}`),
        branch: 'main',
      },
      octokit,
      cache: new ObjectCache(),
    });
  });

  afterAll(async () => {
    await github?.close();
    documents?.close();
    await rm(directory, { recursive: true, force: true });
  });

  const commit = (changes: Record<string, string | null>, branch = 'main') =>
    github.repositories.commit(REPOSITORY, {
      branch,
      message: 'Change by hand',
      changes,
      author: { name: 'Admin', email: 'admin@example.com' },
      pusher: 'admin',
    });

  it('reads what a commit holds, whatever the branch does meanwhile', async () => {
    await commit({
      'app.ts': '// app\n',
      'environments/claims-dev/environment.json': '{}',
      'environments/claims-dev/lib/deep.ts': 'ä',
      'tenants/acme/tenant.json': '{}',
    });
    const main = await repository.main();
    await commit({ 'environments/claims-dev/lib/deep.ts': 'b' });

    expect(await listUnits(main)).toEqual([
      'environments/claims-dev',
      'tenants/acme',
    ]);
    expect(await main.list('environments/claims-dev/lib')).toEqual([
      'environments/claims-dev/lib/deep.ts',
    ]);
    expect(await main.list('governance')).toEqual([]);
    expect(await main.read('environments/claims-dev/lib/deep.ts')).toBe('ä');
    expect(await main.read('app.ts')).toBe('// app\n');
    expect(await main.read('environments')).toBeUndefined();
    expect(await main.read('environments/claims-dev')).toBeUndefined();
    expect(await main.read('environments/nope/x.json')).toBeUndefined();
    await expect(repository.branch('nope')).resolves.toBeUndefined();
  });

  it('asks once for each folder and file, and after a change for what changed', async () => {
    await commit({
      'environments/claims-dev/environment.json': '{"a":1}',
      'environments/claims-test/environment.json': '{"a":2}',
    });
    const readAll = async () => {
      const main = await repository.main();
      const files = await main.list('environments');
      await Promise.all(files.map(file => main.read(file)));
    };
    await readAll();
    expect(calls.slice(0, 3)).toEqual([
      'GET /branches/{branch}',
      'GET /git/trees/{tree_sha}',
      'GET /git/trees/{tree_sha}',
    ]);
    calls.length = 0;
    await readAll();
    expect(calls).toEqual(['GET /branches/{branch}']);

    calls.length = 0;
    await commit({ 'environments/claims-test/environment.json': '{"a":3}' });
    await readAll();
    expect(calls).toEqual([
      'GET /branches/{branch}',
      'GET /git/trees/{tree_sha}',
      'GET /git/trees/{tree_sha}',
      'GET /git/blobs/{file_sha}',
    ]);
  });

  it('says which branch there is not', async () => {
    const other = new InfrastructureRepository({
      reference: { ...repository.reference, branch: 'trunk' },
      octokit: repository.octokit,
      cache: new ObjectCache(),
    });
    await expect(other.main()).rejects.toThrow(
      `${github.url}/${REPOSITORY} has no branch trunk, or the portal may not read it`,
    );
  });
});

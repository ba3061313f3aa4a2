import { mockServices } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { InfrastructureRepositories } from '@plinth/plugin-environments-node';
import { collectorParts } from '../../__testUtils__/collectorParts';
import { createSqlite, TestDatabase } from '../../__testUtils__/databases';
import { FakeCommit, FakeGitHub, idOf } from '../../__testUtils__/FakeGitHub';
import { REPOSITORY } from '../../__testUtils__/repository';
import { DatabaseLedger } from '../../ledger/DatabaseLedger';
import { repositorySource } from '../../store';
import { PullRequests } from './PullRequests';
import { Requesters } from './Requesters';
import { RepositoryCollector } from './RepositoryCollector';

const NAME = REPOSITORY.fullName;
const SOURCE = repositorySource(NAME);
const CLAIMS = 'environments/claims';
const account = (login: string) => ({ login, id: idOf(login) });
const FILES = [{ filename: `${CLAIMS}/environment.json` }];

/** So many commits in a row, the newest first, down to `<prefix>-1`; each changes the unit. */
function commits(prefix: string, count: number, below?: string): FakeCommit[] {
  return Array.from({ length: count }, (_, index) => {
    const number = count - index;
    const parent = number > 1 ? `${prefix}-${number - 1}` : below;
    return {
      sha: `${prefix}-${number}`,
      parents: parent ? [parent] : [],
      files: FILES,
      pulls: [1],
    };
  });
}

describe('the collector of repositories', () => {
  let github: FakeGitHub;
  let database: TestDatabase;
  let ledger: DatabaseLedger;
  let collector: RepositoryCollector;

  beforeAll(async () => {
    github = await FakeGitHub.start();
  });
  afterAll(() => github.close());

  beforeEach(async () => {
    database = await createSqlite();
    ledger = new DatabaseLedger(database.knex);
    github.commits = [];
    github.pulls = [];
    github.log = [];
    github.refused = undefined;
    github.readers = [];
    github.teams = {};
    const repositories = InfrastructureRepositories.fromConfig(
      mockServices.rootConfig({
        data: {
          integrations: {
            github: [
              { host: REPOSITORY.host, apiBaseUrl: github.url, token: 'x' },
            ],
          },
        },
      }),
    );
    const parts = {
      ...database.stores,
      ...collectorParts({ ...database.stores, ledger }),
      ledger,
      github: repositories,
    };
    collector = new RepositoryCollector({
      ...parts,
      pullRequests: new PullRequests({
        ...parts,
        requesters: new Requesters({
          auth: mockServices.auth.mock(),
          catalog: catalogServiceMock({ entities: [] }),
          ledger,
        }),
      }),
    });
  });
  afterEach(() => database.destroy());

  const collect = async (pullRequest?: number) => {
    github.log = [];
    await collector.collect(REPOSITORY, pullRequest);
    return github.log;
  };
  const facts = async () =>
    (await ledger.entriesOf(NAME, CLAIMS, { limit: 2_000 })).reverse();
  const keys = async () => (await facts()).map(({ key }) => key);
  const known = (...shas: string[]) =>
    database.stores.repositories.knownCommits(NAME, shas);
  const freshness = async () =>
    (await database.stores.readings.freshness([SOURCE]))[0];

  it('tells the story of a pull request and of a commit without one', async () => {
    github.commits = [
      {
        sha: 'direct',
        parents: ['merge'],
        message: 'Repair\n\nRequested-by: user:default/developer',
        login: 'admin',
        date: '2026-05-02T11:00:00Z',
        files: FILES,
      },
      { sha: 'merge', parents: ['base', 'branch'], files: FILES, pulls: [7] },
      { sha: 'branch', parents: ['base'], files: FILES },
      { sha: 'base', parents: [], files: [{ filename: 'README.md' }] },
    ];
    github.pulls = [
      {
        number: 7,
        updatedAt: '2026-05-02T10:00:00Z',
        title: 'New environment claims',
        body: 'Please.\n<!-- plinth:request {"requester":"user:default/developer","template":"new-environment","entity":"resource:default/claims","task":"1"} -->',
        mergedAs: 'merge',
        files: [
          {
            filename: 'environments/renamed/environment.json',
            previous_filename: `${CLAIMS}/environment.json`,
          },
        ],
        reviews: [
          { id: 1, state: 'COMMENTED', login: 'developer' },
          { id: 2, state: 'APPROVED', login: 'admin' },
        ],
      },
    ];
    const log = await collect();
    // What a stored pull request ended in need not be asked for.
    expect(log).toContain('200 /commits/direct/pulls');
    expect(log).not.toContain('200 /commits/merge/pulls');
    expect(
      (await facts()).map(({ type, actor, commit, units }) => ({
        type,
        actor,
        commit,
        units,
      })),
    ).toEqual([
      {
        type: 'requested',
        actor: 'user:default/developer',
        commit: undefined,
        units: [CLAIMS, 'environments/renamed'],
      },
      expect.objectContaining({
        type: 'pullRequestOpened',
        actor: 'plinth-bot',
      }),
      expect.objectContaining({ type: 'approved', actor: 'admin' }),
      expect.objectContaining({
        type: 'merged',
        actor: 'admin',
        commit: 'merge',
      }),
      {
        type: 'merged',
        // Who made it, whomever its message names.
        actor: 'admin',
        commit: 'direct',
        units: [CLAIMS],
      },
    ]);
    // The branch's own history, without that of merged branches.
    expect(
      [...(await known('direct', 'merge', 'branch', 'base'))].sort(),
    ).toEqual(['base', 'direct', 'merge']);
    expect(await freshness()).toMatchObject({ stale: false });
  });

  it('believes no request that the portal did not make', async () => {
    github.pulls = [
      {
        number: 1,
        updatedAt: '2026-05-02T10:00:00Z',
        author: 'developer',
        body: '<!-- plinth:request {"requester":"user:default/admin","template":"new-environment","entity":"resource:default/claims","task":"1"} -->',
        files: FILES,
      },
    ];
    await collect();
    expect(await keys()).toEqual([`pull-request:${NAME}#1`]);
    const pulls = await database.stores.repositories.pullRequests(NAME, [1]);
    expect(pulls.get(1)).toMatchObject({
      request: undefined,
      evidence: { requester: account('developer') },
    });
  });

  it('takes the name that a commit gives itself neither for a login nor for an entity', async () => {
    github.commits = [
      { sha: 'a', parents: [], files: FILES, name: 'user:default/admin' },
    ];
    await collect();
    expect(await facts()).toMatchObject([
      { actor: 'user default/admin <developer@example.com>' },
    ]);
  });

  it('keeps what approvals depend on, and says which were dismissed', async () => {
    github.teams = { platform: ['admin', 'engineer'] };
    github.readers = ['developer'];
    github.commits = [
      {
        sha: 'base',
        parents: [],
        tree: { CODEOWNERS: '* @acme/platform' },
      },
    ];
    github.pulls = [
      {
        number: 1,
        updatedAt: '2026-05-02T10:00:00Z',
        author: 'developer',
        authors: ['developer', 'engineer'],
        files: FILES,
        reviews: [
          { id: 1, state: 'APPROVED', login: 'admin', commit: 'before' },
          { id: 2, state: 'PENDING', login: 'engineer' },
          { id: 3, state: 'COMMENTED', login: 'auditor' },
          { id: 4, state: 'APPROVED', login: 'developer' },
        ],
      },
    ];
    await collect();
    const stored = async () =>
      (await database.stores.repositories.pullRequests(NAME, [1])).get(1);
    const submittedAt = '2026-05-01T10:00:00Z';
    expect((await stored())?.evidence).toEqual({
      requester: account('developer'),
      authors: [account('developer'), account('engineer')],
      writers: ['admin'],
      rules: [
        {
          path: FILES[0].filename,
          owners: [account('admin'), account('engineer')],
        },
      ],
      reviews: [
        {
          id: 1,
          reviewer: account('admin'),
          state: 'APPROVED',
          commit: 'before',
          submittedAt,
        },
        expect.objectContaining({ id: 3, state: 'COMMENTED' }),
        expect.objectContaining({ id: 4, commit: 'head-1' }),
      ],
    });
    expect(await keys()).not.toContain(`dismissed:${NAME}#1/1`);

    (github.pulls[0].reviews ?? [])[0].state = 'DISMISSED';
    await collect(1);
    expect((await stored())?.evidence?.reviews[0].state).toBe('DISMISSED');
    expect((await facts()).at(-1)).toMatchObject({
      key: `dismissed:${NAME}#1/1`,
      type: 'approvalDismissed',
      summary: 'Review by admin was dismissed',
    });
  });

  it('asks with ETags, and for nothing more while nothing changed', async () => {
    github.commits = commits('c', 3);
    github.pulls = [
      { number: 1, updatedAt: '2026-05-02T10:00:00Z', files: FILES },
    ];
    await collect();
    expect(await collect()).toEqual(['304 /commits', '304 /pulls']);
    expect(await collect()).toEqual(['304 /commits', '304 /pulls']);

    github.pulls[0].updatedAt = '2026-05-02T11:00:00Z';
    expect(await collect()).toEqual([
      '304 /commits',
      '200 /pulls',
      '200 /pulls/1',
      ...Array(3).fill(
        expect.stringMatching('200 /pulls/1/(commits|files|reviews)'),
      ),
    ]);
    github.commits = [
      { sha: 'c-4', parents: ['c-3'], files: FILES, pulls: [1] },
      ...github.commits,
    ];
    expect(await collect()).toEqual([
      '200 /commits',
      '304 /pulls',
      '200 /commits/c-4',
      '200 /commits/c-4/pulls',
    ]);
  });

  it('reads a pull request that a webhook names, though no list says that it changed', async () => {
    github.pulls = [
      { number: 1, updatedAt: '2026-05-02T10:00:00Z', files: FILES },
    ];
    await collect();
    github.pulls[0].reviews = [{ id: 9, state: 'APPROVED', login: 'admin' }];
    expect(await collect()).toEqual(['304 /commits', '304 /pulls']);
    await collect(1);
    expect(await keys()).toContain(`approved:${NAME}#1/9`);
    expect(await collect()).toEqual(['304 /commits', '304 /pulls']);
  });

  it('believes of a webhook only what GitHub tells: no other branch, and no number that is not there', async () => {
    github.pulls = [
      {
        number: 1,
        updatedAt: '2026-05-02T10:00:00Z',
        base: 'feature',
        mergedAs: 'elsewhere',
        files: FILES,
      },
    ];
    await collect(1);
    await collect(404);
    expect(await keys()).toEqual([]);
    expect(
      await database.stores.repositories.pullRequests(NAME, [1, 404]),
    ).toEqual(new Map());
    expect(await freshness()).toMatchObject({ stale: false });
    expect(await collect()).toEqual(['304 /commits', '304 /pulls']);
  });

  it('remembers what a webhook named until it has been read', async () => {
    github.pulls = [
      { number: 1, updatedAt: '2026-05-02T10:00:00Z', files: FILES },
    ];
    await collect();
    github.pulls[0].reviews = [{ id: 9, state: 'APPROVED', login: 'admin' }];
    github.refused = /^\/pulls\/1\/reviews$/;
    await collect(1);
    expect(await freshness()).toMatchObject({ stale: true });
    github.refused = /^\/commits/;
    await collect();
    github.refused = undefined;
    await collect();
    expect(await keys()).toContain(`approved:${NAME}#1/9`);
  });

  it('records why it failed, and goes on with a first reading where it stopped', async () => {
    github.pulls = Array.from({ length: 130 }, (_, index) => ({
      number: index + 1,
      updatedAt: new Date(Date.UTC(2026, 4, 2, 10, index)).toISOString(),
      files: FILES,
    }));
    github.refused = /^\/pulls\/20\//;
    await collect();
    expect(await freshness()).toEqual({
      source: SOURCE,
      readAt: null,
      stale: true,
      reason: `${SOURCE} failed (GithubRefusal): GitHub at github.example.com refuses GET /repos/acme/infrastructure/pulls/20/files (401): Bad credentials.`,
    });
    expect(await keys()).toHaveLength(110);

    github.refused = undefined;
    const log = await collect();
    expect(log.filter(line => /\/pulls\/\d+$/.test(line))).toHaveLength(20);
    expect(await keys()).toHaveLength(130);
    expect(await freshness()).toMatchObject({ stale: false });

    // Later it asks back to the newest that it read, and for all of its second.
    github.pulls.push({
      number: 131,
      updatedAt: '2026-05-03T10:00:00.000Z',
      files: FILES,
    });
    expect(
      (await collect()).filter(line => /\/pulls(\?|\/\d+$|$)/.test(line)),
    ).toEqual(['200 /pulls', '200 /pulls/131', '200 /pulls/130']);
  });

  it('takes a hundred commits at first, and later leaves no gap however many there are', async () => {
    const row = (prefix: string, count: number, below?: string) =>
      commits(prefix, count, below).map(commit => ({ ...commit, files: [] }));
    github.commits = row('old', 150);
    await collect();
    expect([...(await known('old-150', 'old-51', 'old-50'))].sort()).toEqual([
      'old-150',
      'old-51',
    ]);

    github.commits = [...row('new', 230, 'old-150'), ...github.commits];
    const log = await collect();
    expect(log.filter(line => /\/commits(\?|$)/.test(line))).toEqual([
      '200 /commits',
      '200 /commits?page=2',
      '200 /commits?page=3',
    ]);
    const all = github.commits.slice(0, 330).map(({ sha }) => sha);
    expect((await known(...all)).size).toBe(330);
    expect(await known('old-50')).toEqual(new Set());
  });

  it('goes on with commits where it stopped, the oldest first', async () => {
    github.commits = commits('c', 10);
    github.refused = /^\/commits\/c-7$/;
    await collect();
    expect((await freshness()).stale).toBe(true);
    expect([...(await known('c-6', 'c-7', 'c-8'))]).toEqual(['c-6']);
    github.refused = undefined;
    const log = await collect();
    expect(log.filter(line => /\/commits\/c-\d+$/.test(line))).toEqual([
      '200 /commits/c-7',
      '200 /commits/c-8',
      '200 /commits/c-9',
      '200 /commits/c-10',
    ]);
  });

  it('reads all files of a large commit', async () => {
    github.commits = [
      {
        sha: 'large',
        parents: [],
        files: [
          ...Array.from({ length: 100 }, (_, index) => ({
            filename: `docs/${index}.md`,
          })),
          ...FILES,
        ],
      },
    ];
    await collect();
    expect(
      await database.stores.repositories.unitsOfCommit(NAME, 'large'),
    ).toEqual([CLAIMS]);
    expect(await keys()).toEqual([`pushed:${NAME}@large`]);
  });
});

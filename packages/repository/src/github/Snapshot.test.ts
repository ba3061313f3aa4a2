import { GithubScenario, REPOSITORY } from '../__testUtils__/GithubScenario';
import { listUnits } from '../units/readUnits';
import { InfrastructureRepository } from './InfrastructureRepository';
import { ObjectCache } from './ObjectCache';

describe('a snapshot of a commit on GitHub', () => {
  let scenario: GithubScenario;
  let repository: InfrastructureRepository;
  let calls: string[];

  beforeAll(async () => {
    scenario = await GithubScenario.start();
  });

  const open = (cache?: ObjectCache) =>
    scenario.open((route, when) => {
      if (when === 'before') {
        calls.push(route);
      }
    }, cache);

  beforeEach(() => {
    calls = [];
    repository = open();
  });

  afterAll(() => scenario?.close());

  it('reads what a commit holds, whatever the branch does meanwhile', async () => {
    await scenario.commit({
      'app.ts': '// app\n',
      'environments/claims-dev/environment.json': '{}',
      'environments/claims-dev/lib/deep.ts': 'ä',
      'tenants/acme/tenant.json': '{}',
    });
    const main = await repository.main();
    await scenario.commit({ 'environments/claims-dev/lib/deep.ts': 'b' });

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

  it('fetches many files that were never read at once, and few or known ones one by one', async () => {
    const names = Array.from({ length: 120 }, (_, index) => `many-${index}`);
    await scenario.commit({
      ...Object.fromEntries(
        names.map(name => [
          `environments/${name}/environment.json`,
          `{"name":"${name}","ä":true}`,
        ]),
      ),
      // What an archive says otherwise than the commit does.
      'environments/many-0/environment.json': '$Format:%H$',
      '.gitattributes': 'environments/many-0/* export-subst\n',
    });
    const cache = new ObjectCache();
    const readAll = async () => {
      const main = await open(cache).main();
      const files = names.map(name => `environments/${name}/environment.json`);
      await main.prefetch(files);
      return Promise.all(files.map(file => main.read(file)));
    };
    const texts = await readAll();
    expect(texts[0]).toBe('$Format:%H$');
    expect(texts.slice(1)).toEqual(
      names.slice(1).map(name => `{"name":"${name}","ä":true}`),
    );
    expect(calls.filter(call => /blob|zip/.test(call))).toEqual([
      'GET /zipball/{ref}',
      'GET /git/blobs/{file_sha}',
    ]);
    calls.length = 0;
    await readAll();
    expect(calls).toEqual(['GET /branches/{branch}']);
  });

  it('asks once for each folder and file, and after a change for what changed', async () => {
    await scenario.commit({
      'environments/claims-dev/environment.json': '{"a":1}',
      'environments/claims-test/environment.json': '{"a":2}',
    });
    const cache = new ObjectCache();
    const readAll = async () => {
      const main = await open(cache).main();
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
    await scenario.commit({
      'environments/claims-test/environment.json': '{"a":3}',
    });
    await readAll();
    expect(calls).toEqual([
      'GET /branches/{branch}',
      'GET /git/trees/{tree_sha}',
      'GET /git/trees/{tree_sha}',
      'GET /git/blobs/{file_sha}',
    ]);
  });

  it('is the same for all of one piece of work, and newer for the next', async () => {
    const before = await scenario.commit({ 'a.txt': '1' });
    expect((await repository.main()).commit).toBe(before);
    const after = await scenario.commit({ 'a.txt': '2' });
    expect((await repository.main()).commit).toBe(before);
    expect((await open().main()).commit).toBe(after);
  });

  it('says which branch there is not', async () => {
    const other = new InfrastructureRepository({
      reference: { ...repository.reference, branch: 'trunk' },
      octokit: repository.octokit,
      cache: new ObjectCache(),
    });
    await expect(other.main()).rejects.toThrow(
      `${scenario.github.url}/${REPOSITORY} has no branch trunk, or the portal may not read it`,
    );
  });
});

import { InfrastructureRepository } from '../__testUtils__/InfrastructureRepository';
import { FakePullRequests } from '../__testUtils__/FakePullRequests';
import { pendingMerges } from './pendingMerges';

describe('pendingMerges', () => {
  let repository: InfrastructureRepository;
  let github: FakePullRequests;
  beforeEach(() => {
    repository = InfrastructureRepository.create();
    github = new FakePullRequests();
  });
  afterEach(() => repository.dispose());

  const merge = (number: number) => {
    repository.write(`lib/${number}.ts`, '');
    const commit = repository.commit(`Merge #${number}`);
    github.merged(commit, number);
    return commit;
  };
  const pending = (
    head: string,
    before?: string,
    catchUp: Parameters<typeof pendingMerges>[0]['catchUp'] = 'attempts',
  ) =>
    pendingMerges({
      git: repository.git,
      github,
      head,
      before,
      branch: 'main',
      context: 'plinth/deploy',
      runUrl: github.runUrl,
      catchUp,
    }).then(merges =>
      merges.map(({ base, commit, pull }) => [base, commit, pull?.number]),
    );

  it('is this push alone, where nothing was ever deployed', async () => {
    const [one, two] = [merge(1), merge(2)];
    expect(await pending(two, one)).toEqual([[one, two, 2]]);
    expect(await pending(two)).toEqual([[one, two, 2]]);
  });

  it('catches up on merges whose runs were cancelled', async () => {
    const [one, two, three, four] = [merge(1), merge(2), merge(3), merge(4)];
    await github.setStatus(one, {
      context: 'plinth/deploy',
      state: 'failure',
      description: '',
    });
    await github.setStatus(three, {
      context: 'other',
      state: 'success',
      description: '',
    });
    expect(await pending(four, three)).toEqual([
      [one, two, 2],
      [two, three, 3],
      [three, four, 4],
    ]);
  });

  it('catches up for a reviewed stage only on what it is told', async () => {
    const [one, two, three, four] = [merge(1), merge(2), merge(3), merge(4)];
    const alone = () =>
      pendingMerges({
        git: repository.git,
        github,
        head: four,
        before: three,
        branch: 'main',
        context: 'plinth/deploy',
        runUrl: github.runUrl,
        catchUp: undefined,
      });
    expect((await alone()).map(({ commit }) => commit)).toEqual([four]);
    expect(await pending(four, three, { since: one })).toEqual([
      [one, two, 2],
      [two, three, 3],
      [three, four, 4],
    ]);
    expect(await pending(four, three, { since: three })).toEqual([
      [three, four, 4],
    ]);
    await expect(pending(three, two, { since: four })).rejects.toThrow(
      /not part of the history.*--since/,
    );
  });

  it('leaves out what a job that runs again has done already', async () => {
    const [one, two, three, four] = [merge(1), merge(2), merge(3), merge(4)];
    const status = { context: 'plinth/deploy', description: '' };
    await github.setStatus(two, { ...status, state: 'success' });
    await github.setStatus(three, { ...status, state: 'failure' });
    await github.setStatus(four, { ...status, state: 'success' });
    expect(await pending(four, three, { since: one })).toEqual([
      [two, three, 3],
      [three, four, 4],
    ]);
  });

  it('deploys a commit again when its run is run again', async () => {
    const [one, two] = [merge(1), merge(2)];
    await github.setStatus(one, {
      context: 'plinth/deploy',
      state: 'success',
      description: '',
    });
    await github.setStatus(two, {
      context: 'plinth/deploy',
      state: 'failure',
      description: '',
    });
    expect(await pending(two, one)).toEqual([[one, two, 2]]);
  });

  it('leaves out its own push where a later run caught up on it, and only where that went well', async () => {
    const [one, two] = [merge(1), merge(2)];
    const own = github.runUrl;
    const after = async (state: 'success' | 'failure', runUrl: string) => {
      github.runUrl = runUrl;
      await github.setStatus(two, {
        context: 'plinth/deploy',
        state,
        description: '',
      });
      github.runUrl = own;
      return pending(two, one);
    };
    const later = 'https://github.example.com/runs/2';
    expect(await after('success', later)).toEqual([]);
    expect(await after('failure', later)).toEqual([[one, two, 2]]);
    expect(await after('success', own)).toEqual([[one, two, 2]]);
  });

  it('takes the commits of a rebase merge together', async () => {
    const before = merge(1);
    merge(2);
    const last = merge(2);
    expect(await pending(last, before)).toEqual([[before, last, 2]]);
  });

  it('does not guess the pull request', async () => {
    const before = merge(1);
    repository.write('lib/direct.ts', '');
    const direct = repository.commit('Direct push');
    expect(await pending(direct, before)).toEqual([
      [before, direct, undefined],
    ]);
    github.merged(direct, 7);
    github.merged(direct, 8);
    expect(await pending(direct, before)).toEqual([
      [before, direct, undefined],
    ]);
  });

  it('has nothing to do for the first commit, and refuses a rewritten branch', async () => {
    const first = repository.run('rev-parse', 'HEAD');
    expect(await pending(first)).toEqual([]);
    const old = merge(1);
    repository.run('reset', '--quiet', '--hard', first);
    const other = merge(2);
    await expect(pending(other, old)).rejects.toThrow(/rewritten/);
  });
});

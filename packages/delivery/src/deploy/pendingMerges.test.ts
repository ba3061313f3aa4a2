import { InfrastructureRepository } from '../__testUtils__/InfrastructureRepository';
import { FakePipelineRuns } from '../__testUtils__/FakePipelineRuns';
import { FakePullRequests } from '../__testUtils__/FakePullRequests';
import { pendingMerges } from './pendingMerges';

describe('pendingMerges', () => {
  let repository: InfrastructureRepository;
  let github: FakePullRequests;
  let runs: FakePipelineRuns;
  beforeEach(() => {
    repository = InfrastructureRepository.create();
    github = new FakePullRequests();
    runs = new FakePipelineRuns();
  });
  afterEach(() => repository.dispose());

  const merge = (number: number) => {
    repository.write(`lib/${number}.ts`, '');
    const commit = repository.commit(`Merge #${number}`);
    github.merged(commit, number);
    return commit;
  };
  /** The pipeline tried to deploy a commit, by its run or by another. */
  const tried = async (
    commit: string,
    state: 'success' | 'failure',
    { url } = runs.add(commit, state),
  ) => {
    github.runUrl = url;
    await github.setStatus(commit, {
      context: 'plinth/deploy',
      state,
      description: '',
    });
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
      runs,
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
    await tried(one, 'failure');
    runs.add(two, undefined);
    github.runUrl = runs.add(three, 'success').url;
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

  it('counts what earlier runs have still to do, where nothing was deployed yet: the first may tell of it meanwhile', async () => {
    const [one, two, three, four] = [merge(1), merge(2), merge(3), merge(4)];
    runs.add(one, 'success');
    runs.add(two, undefined);
    runs.add(three, undefined);
    expect(await pending(four, three)).toEqual([
      [one, two, 2],
      [two, three, 3],
      [three, four, 4],
    ]);
    await tried(two, 'success');
    expect(await pending(four, three)).toEqual([
      [two, three, 3],
      [three, four, 4],
    ]);
  });

  it('counts them from the first run of all', async () => {
    const [one, two, three] = [merge(1), merge(2), merge(3)];
    runs.add(two, undefined);
    expect(await pending(three, two)).toEqual([
      [one, two, 2],
      [two, three, 3],
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
        runs,
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

  it('gives a job of reviewed stages all that it is told, whatever statuses say', async () => {
    const [one, two, three] = [merge(1), merge(2), merge(3)];
    await tried(two, 'success');
    await tried(three, 'success');
    expect(await pending(three, two, { since: one })).toEqual([
      [one, two, 2],
      [two, three, 3],
    ]);
  });

  it('deploys a commit again when its run is run again', async () => {
    const [one, two] = [merge(1), merge(2)];
    await tried(one, 'success');
    const own = runs.add(two, 'success');
    runs.become(own);
    await tried(two, 'success', own);
    expect(await pending(two, one)).toEqual([[one, two, 2]]);
  });

  describe('where a later run caught up on its push', () => {
    it.each([
      ['success', 'success', 'is nothing'],
      ['failure', 'success', 'is the push, if other merges did not go well'],
      ['failure', 'failure', 'is the push, if that did not go well'],
    ] as const)('with %s and %s', async (run, status, what) => {
      const [one, two, three] = [merge(1), merge(2), merge(3)];
      await tried(one, 'success');
      runs.become(runs.add(two, undefined));
      await tried(two, status, runs.add(three, run));
      expect(await pending(two, one)).toEqual(
        what === 'is nothing' ? [] : [[one, two, 2]],
      );
    });

    it('is the push, if its own run had begun before', async () => {
      const [one, two, three] = [merge(1), merge(2), merge(3)];
      await tried(one, 'success');
      const own = runs.add(two, 'failure');
      runs.become(own);
      await tried(two, 'failure', own);
      await tried(two, 'success', runs.add(three, 'success'));
      expect(await pending(two, one)).toEqual([[one, two, 2]]);
    });
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

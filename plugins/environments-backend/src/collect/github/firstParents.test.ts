import fc from 'fast-check';
import { firstParents } from './firstParents';
import type { CommitHead } from './GitHubReader';

function commit(sha: string, ...parents: string[]): CommitHead {
  return {
    sha,
    message: sha,
    committedAt: '2026-05-10T12:00:00.000Z',
    url: `https://github.example.com/acme/infrastructure/commit/${sha}`,
    parents,
  };
}

const line = (commits: CommitHead[]) =>
  firstParents(commits).map(({ sha }) => sha);

describe("the branch's own history", () => {
  it.each<[string, CommitHead[], string[]]>([
    ['of nothing', [], []],
    ['of one commit', [commit('a')], ['a']],
    [
      'in a row',
      [commit('c', 'b'), commit('b', 'a'), commit('a')],
      ['c', 'b', 'a'],
    ],
    [
      'without the commits of a merged branch',
      [
        commit('merge', 'b', 'x2'),
        commit('x2', 'x1'),
        commit('b', 'a'),
        commit('x1', 'a'),
        commit('a'),
      ],
      ['merge', 'b', 'a'],
    ],
    [
      'without those of a branch that was merged into a merged branch',
      [
        commit('merge', 'a', 'x2'),
        commit('x2', 'x1', 'y1'),
        commit('y1', 'a'),
        commit('x1', 'a'),
        commit('a'),
      ],
      ['merge', 'a'],
    ],
    [
      'as far as the page tells it',
      [commit('c', 'b'), commit('b', 'a')],
      ['c', 'b'],
    ],
    [
      'up to a gap, since what comes after it may be another branch',
      [commit('c', 'b'), commit('a')],
      ['c'],
    ],
  ])('%s', (_, commits, shas) => {
    expect(line(commits)).toEqual(shas);
  });

  it('goes from first parent to first parent, whatever the order of the others', () => {
    // Commit n has parents among those before it; the branch's head is the last one.
    const history = fc
      .array(fc.array(fc.nat(), { maxLength: 3 }), {
        minLength: 1,
        maxLength: 30,
      })
      .map(all =>
        all.map((parents, index) =>
          commit(
            String(index),
            ...(index === 0 ? [] : parents.map(p => String(p % index))),
          ),
        ),
      );
    fc.assert(
      fc.property(
        history.chain(commits =>
          fc.tuple(
            fc.constant(commits),
            fc.shuffledSubarray(commits.slice(0, -1)),
          ),
        ),
        ([commits, others]) => {
          const head = commits.at(-1) as CommitHead;
          const found = firstParents([head, ...others]);
          expect(found[0]).toBe(head);
          found.slice(1).forEach((parent, index) => {
            expect(parent.sha).toBe(found[index].parents[0]);
          });
          // It ends only where the page has no first parent.
          const last = found.at(-1) as CommitHead;
          expect(others.map(({ sha }) => sha)).not.toContain(last.parents[0]);
        },
      ),
    );
  });
});

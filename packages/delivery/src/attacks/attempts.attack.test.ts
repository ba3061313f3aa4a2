import type { CommitStatus, RunOrigin } from '../github/PullRequestApi';
import {
  commentAttempts,
  planStatusAttempts,
  reportedAttempts,
} from '../attempts';

const HEAD = 'a'.repeat(40);
const PLANS = 'https://github.example.com/o/r/actions/runs/1';
const SYNTH = 'https://github.example.com/o/r/actions/runs/2';
const RENAMED = 'https://github.example.com/o/r/actions/runs/3';

const RUNS: Record<string, RunOrigin> = {
  [PLANS]: { path: '.github/workflows/plan.yml', event: 'workflow_run' },
  [SYNTH]: { path: '.github/workflows/synth.yml', event: 'pull_request' },
  // A branch's own copy of the workflow that plans, on an event that a branch can have.
  [RENAMED]: { path: '.github/workflows/plan.yml', event: 'pull_request' },
};

const status = (over: Partial<CommitStatus>): CommitStatus => ({
  context: 'plinth/plan',
  state: 'success',
  description: 'sha256:00',
  createdAt: '2026-11-01T00:00:00Z',
  creator: 'github-actions[bot]',
  url: PLANS,
  ...over,
});

const found = async (...statuses: CommitStatus[]) =>
  (
    await planStatusAttempts(
      {
        statuses: async () => statuses,
        workflowOf: async url => RUNS[url],
      },
      HEAD,
    )
  ).map(({ text }) => text);

describe('a status that would pass for a plan', () => {
  it("is told of, unless a run of the protected branch's workflow set it", async () => {
    expect(await found(status({}))).toEqual([]);
    expect(
      await found(status({ context: 'lint', creator: 'developer' })),
    ).toEqual([]);
  });

  it.each([
    [{ creator: 'developer' }, /by developer \(success\).*: no run set it/],
    [{ creator: undefined }, /by an account that is gone/],
    [{ url: SYNTH }, /links to no run of the workflow that plans/],
    [{ url: RENAMED }, /links to no run of the workflow that plans/],
    [{ url: null }, /links to no run/],
    [{ url: 'https://example.com/actions/runs/none' }, /links to no run/],
  ])('is told of with %j, and why it does not count', async (over, text) => {
    expect(await found(status({}), status(over))).toEqual([
      expect.stringMatching(text),
    ]);
  });

  it('is told of once, and of so many as the portal takes', async () => {
    expect(
      await found(
        status({ creator: 'developer' }),
        status({ creator: 'developer' }),
      ),
    ).toHaveLength(1);
    expect(commentAttempts(['reader', 'reader', 'other'])).toHaveLength(2);
    const many = commentAttempts(Array.from({ length: 30 }, (_, i) => `p${i}`));
    expect(reportedAttempts(many).attempts).toHaveLength(20);
    expect(reportedAttempts([])).toEqual({});
  });
});

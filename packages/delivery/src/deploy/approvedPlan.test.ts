import { FakePullRequests } from '../__testUtils__/FakePullRequests';
import type { CommitStatus } from '../github/PullRequestApi';
import { planHash } from '../plan/hash';
import { findApprovedPlan, readApprovedPlan, refusal } from './approvedPlan';

const pull = { number: 7, headSha: '0123456789abcdef0123456789abcdef01234567' };
const unitHashes = { 'tenants/acme': 'a'.repeat(64) };
const hash = planHash(unitHashes);
const comment = `<!-- plinth:plan --> … <!-- plinth:plan-data ${JSON.stringify({ hash, units: unitHashes, stacks: {} })} -->`;
const status = (over: Partial<CommitStatus> = {}): CommitStatus => ({
  context: 'plinth/plan',
  state: 'success',
  description: `sha256:${hash}`,
  createdAt: '2026-11-01T00:00:00Z',
  ...over,
});

describe('readApprovedPlan', () => {
  it('takes the hash from the newest status, and the units from the comment that adds up to it', () => {
    expect(
      readApprovedPlan(
        pull,
        [status(), status({ description: `sha256:${'0'.repeat(64)}` })],
        ['other', comment],
      ),
    ).toEqual({ hash, unitHashes, bindings: {} });
  });

  it.each([
    ['no status', [], [comment], /no plinth\/plan status/],
    [
      'a failed plan',
      [status({ state: 'failure', description: '1 error' })],
      [comment],
      /did not pass/,
    ],
    [
      'a description that is no hash',
      [status({ description: 'sha256:abc' })],
      [comment],
      /did not pass/,
    ],
    [
      'a plan that is still being made',
      [status({ state: 'pending' }), status()],
      [comment],
      /did not pass: plinth\/plan is pending/,
    ],
    [
      'a status of another context',
      [status({ context: 'plinth/deploy' })],
      [comment],
      /no plinth\/plan status/,
    ],
    [
      'a comment of an older plan',
      [status({ description: `sha256:${'0'.repeat(64)}` })],
      [comment],
      /No comment .* adds up to the approved hash sha256:0{64}/,
    ],
    [
      'a comment that names more units than were approved',
      [status()],
      [
        comment.replace(
          '"units":{',
          `"units":{"tenants/globex":"${'c'.repeat(64)}",`,
        ),
      ],
      /edited or deleted/,
    ],
    [
      'a comment that is cut off',
      [status()],
      [comment.slice(0, -20)],
      /edited or deleted/,
    ],
    [
      'a newer failed plan',
      [status({ state: 'failure' }), status()],
      [comment],
      /did not pass/,
    ],
    ['no comment', [status()], [], /edited or deleted/],
    [
      'an edited comment',
      [status()],
      [comment.replace('a'.repeat(64), 'b'.repeat(64))],
      /edited or deleted/,
    ],
  ])(
    'refuses %s, and says to run the plan again',
    (_, statuses, comments, message) => {
      const read = () => readApprovedPlan(pull, statuses, comments);
      expect(read).toThrow(message);
      expect(read).toThrow(/Run the plan of the pull request again/);
    },
  );
});

describe('findApprovedPlan', () => {
  it('asks for the status of the head commit, and for the comments of its pull request', async () => {
    const github = new FakePullRequests();
    const approved = { ...(await github.get(7)), headSha: pull.headSha };
    await github.setStatus(pull.headSha, status());
    await github.upsertComment(7, '<!-- plinth:plan -->', comment);
    await expect(findApprovedPlan(github, approved)).resolves.toEqual({
      hash,
      unitHashes,
      bindings: {},
    });
    await expect(findApprovedPlan(github, await github.get(7))).rejects.toThrow(
      /no plinth\/plan status on pull request #7 \(head-7\)/,
    );
  });
});

describe('refusal', () => {
  const approved = { hash, unitHashes, bindings: {} };

  it('lets pass exactly what was approved', () => {
    expect(refusal(approved, 'tenants/acme', 'a'.repeat(64))).toBeUndefined();
    expect(refusal(approved, 'tenants/acme', 'b'.repeat(64))).toMatch(
      /not what was approved/,
    );
    expect(refusal(approved, 'tenants/globex', 'a'.repeat(64))).toMatch(
      /not part of the approved plan/,
    );
  });
});

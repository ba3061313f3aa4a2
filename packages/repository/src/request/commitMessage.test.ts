import type { Unit } from '@plinth/blueprints/schema';
import {
  commitTextOf,
  formatCommitMessage,
  parseCommitOrigin,
} from './commitMessage';
import { blobSha, contentDigest, isSameContent } from './contentDigest';

const unit = {
  kind: 'environment',
  name: 'claims-staging',
  blueprint: 'application',
  version: '1.0.0',
  stage: 'staging',
  account: '444455556666',
  region: 'us-east-1',
} as Unit;
const said = {
  subject: 'Create environment claims-staging',
  text: commitTextOf(unit),
};
const origin = {
  requester: 'user:default/developer',
  content: '0123456789abcdef',
  task: 'a-task',
};

describe('the commit of a request', () => {
  it('says where it comes from, in trailers', () => {
    const message = formatCommitMessage(said, origin);
    expect(message).toBe(`Create environment claims-staging

Blueprint application 1.0.0, stage staging, account 444455556666, us-east-1.

Requested-by: user:default/developer
Plinth-content: 0123456789abcdef
Plinth-task: a-task
`);
    expect(parseCommitOrigin(message)).toEqual(origin);
    expect(parseCommitOrigin(message.trim())).toEqual(origin);
  });

  it('is not mistaken for another commit', () => {
    expect(parseCommitOrigin('Fix typo')).toBeUndefined();
    expect(
      parseCommitOrigin('Fix\n\nRequested-by: user:default/developer'),
    ).toBeUndefined();
  });

  it('takes no time to speak of for a message that is made to be slow', () => {
    const gap = ' '.repeat(500_000);
    for (const trailer of [`Requested-by: a${gap}b`, `${gap}:${gap}`]) {
      expect(parseCommitOrigin(`x\n\n${trailer}\n`)).toBeUndefined();
    }
  });

  it('is told by its last paragraph alone', () => {
    const trailers = formatCommitMessage(said, origin).trim().split('\n\n')[2];
    expect(parseCommitOrigin(`More storage\n\n${trailers}\n`)).toEqual(origin);
    expect(
      parseCommitOrigin(
        `More storage\r\n\r\n${trailers.replaceAll('\n', '\r\n')}\r\n`,
      ),
    ).toEqual(origin);
    // What is quoted in a message is nobody's request
    expect(
      parseCommitOrigin(`Revert\n\nIt said:\n${trailers}\n\nSigned-off-by: A`),
    ).toBeUndefined();
    expect(parseCommitOrigin(trailers)).toBeUndefined();
    expect(
      parseCommitOrigin(
        `More storage\n\n${trailers}\nRequested-by: user:x/other`,
      ),
    ).toEqual(origin);
  });

  it('names content as Git does', () => {
    // echo 'hello' | git hash-object --stdin
    expect(blobSha('hello\n')).toBe('ce013625030ba8dba906f756967f9e9ca394464a');
  });

  it('compares content by path and bytes, in any order', () => {
    const a = { path: 'a', content: '1' };
    const b = { path: 'b', content: '2' };
    expect(contentDigest([a, b])).toBe(contentDigest([b, a]));
    expect(contentDigest([a])).not.toBe(contentDigest([{ ...a, path: 'b' }]));
    const listing = new Map([
      ['b', blobSha('2')],
      ['a', blobSha('1')],
    ]);
    expect(isSameContent(listing, [a, b])).toBe(true);
    expect(isSameContent(listing, [a])).toBe(false);
    expect(
      isSameContent(
        new Map([['a', blobSha(a.content)]]),
        [{ path: 'b', content: null }],
        listing,
      ),
    ).toBe(true);
    expect(
      isSameContent(listing, [{ path: 'b', content: null }], listing),
    ).toBe(false);
    expect(isSameContent(listing, [a, { ...b, content: '3' }])).toBe(false);
    const before = new Map([
      ['a', blobSha('1')],
      ['b', blobSha('before')],
    ]);
    expect(isSameContent(listing, [b], before)).toBe(true);
    expect(
      isSameContent(listing, [b], new Map([...before, ['c', blobSha('')]])),
    ).toBe(false);
  });
});

import { removalText } from './removalText';
import { renderPreviews } from './renderPreviews';

const stack = {
  stackName: 'claims-pr-1',
  account: '111122223333',
  region: 'us-east-1',
  stackId: 'arn:x',
};

describe('renderPreviews', () => {
  it('says of each preview what became of it and why, and what could not be read', () => {
    const text = renderPreviews(
      [
        {
          unit: 'environments/claims-pr-1',
          outcome: 'ended',
          reason: 'its 2 hours are over',
          stacks: [stack],
          pull: {
            number: 7,
            url: 'https://github.example.com/7',
            state: 'opened',
          },
        },
        {
          unit: 'environments/claims-pr-2',
          outcome: 'failed',
          reason: 'Bucket | @everyone <b>',
          stacks: [],
        },
      ],
      [
        {
          account: '111122223333',
          region: 'us-west-2',
          reason: 'AccessDenied',
        },
      ],
    );
    expect(text).toContain(
      '| `environments/claims-pr-1` | ✅ ended | `claims-pr-1` 111122223333 us-east-1 | its 2 hours are over | [#7](https://github.example.com/7) opened |',
    );
    // What AWS says becomes neither markup nor a mention, nor another cell.
    expect(text).toContain('Bucket \\| @\u200beveryone &lt;b&gt;');
    expect(text).toContain(
      '**111122223333 us-west-2 could not be read**: AccessDenied',
    );
  });

  it('says that there is none', () => {
    expect(renderPreviews([], [])).toContain('There is no preview.');
  });
});

describe('removalText', () => {
  it('tells reviewers what has ended with it, and how to have it back', () => {
    const { title, body } = removalText({
      unit: 'environments/claims-pr-1',
      reason: 'its 2 hours are over',
      tenants: ['tenants/acme-pr-1'],
      runUrl: 'https://github.example.com/run',
    });
    expect(title).toBe('Remove environments/claims-pr-1, which has ended');
    expect(body).toMatch(/with it `tenants\/acme-pr-1`: its 2 hours are over/);
    expect(body).toMatch(
      /To have it back.*`environments\/claims-pr-1\/environment.json`/,
    );
    expect(body).toContain(
      '<!-- plinth:ended {"unit":"environments/claims-pr-1"} -->',
    );
  });
});

import { missingPermission } from './missingPermission';

const refusal = (status: number, accepted?: string) => ({
  status,
  response: {
    headers: accepted ? { 'x-accepted-github-permissions': accepted } : {},
  },
});

describe('the permission for want of which GitHub refused', () => {
  it.each([
    [
      403,
      'issues=write; pull_requests=write',
      'Issues: write or Pull requests: write',
    ],
    [
      403,
      'contents=write,workflows=write',
      'Contents: write and Workflows: write',
    ],
    [404, 'members=read', 'Members: read'],
    [403, undefined, undefined],
    [422, 'pull_requests=write', undefined],
  ])('is told of %s %s', (status, accepted, words) => {
    expect(missingPermission(refusal(status, accepted))).toBe(words);
  });

  it('is the one to make labels, where a label is missing', () => {
    const error = refusal(403, 'issues=write; pull_requests=write');
    const data = {
      errors: [
        { resource: 'Repository', field: 'label', code: 'unauthorized' },
      ],
    };
    expect(
      missingPermission({ ...error, response: { ...error.response, data } }),
    ).toBe('Issues: write');
  });

  it('is not known of what is no answer of GitHub', () => {
    expect(missingPermission(new Error('broken'))).toBeUndefined();
    expect(missingPermission(undefined)).toBeUndefined();
  });
});

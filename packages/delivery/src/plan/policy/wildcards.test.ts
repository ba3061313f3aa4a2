import fc from 'fast-check';
import { covers, coversEverything, coversService } from './wildcards';

describe('covers', () => {
  it.each([
    ['iam:*', 'iam:CreateRole', true],
    ['IAM:create*', 'iam:CreateRole', true],
    ['iam:Create????', 'iam:CreateRole', true],
    ['iam:Create???', 'iam:CreateRole', false],
    ['*:*Role', 'iam:CreateRole', true],
    ['iam:CreateRole', 'iam:CreateRoleAlias', false],
    ['', '', true],
    ['', 'a', false],
    ['a.c', 'abc', false],
  ])('%s, %s: %s', (pattern, text, expected) => {
    expect(covers(pattern, text)).toBe(expected);
  });

  it('agrees with a regular expression', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?') });
    const texts = fc.string({ unit: fc.constantFrom('a', 'b') });
    fc.assert(
      fc.property(letters, texts, (pattern, text) => {
        const source = pattern.replaceAll('?', '.').replace(/\*+/g, '.*');
        expect(covers(pattern, text)).toBe(
          new RegExp(`^${source}$`).test(text),
        );
      }),
    );
  });

  it('takes no more steps than pattern times text, however many stars', () => {
    const text = 'a'.repeat(5_000);
    // A backtracking matcher would not come back from this.
    expect(covers(`${'*a'.repeat(2_000)}b`, text)).toBe(false);
  });
});

describe('coversService', () => {
  it.each(['*', '*:*', 'ec2:*', 'iam:?*', 'i?m:**', 'iam:*?', '?*', 's3:*e*'])(
    '%s stands for all of a service',
    action => {
      expect(coversService(action)).toBe(true);
    },
  );

  it.each([
    'ec2:DescribeInstances',
    'ec2:Describe*',
    'ec2:Create*',
    's3:*Object',
    's3:Get?bject',
  ])('%s does not', action => {
    expect(coversService(action)).toBe(false);
  });
});

describe('coversEverything', () => {
  it.each([
    '*',
    '**',
    '?*',
    'arn:*',
    'arn:aws:*',
    'arn:aws-us-gov:*',
    'arn:aws-cn:*:*:*:*',
    'arn:*:*:*:*:*',
  ])('%s stands for everything', resource => {
    expect(coversEverything(resource)).toBe(true);
  });

  it.each([
    'arn:aws:s3:::*',
    'arn:aws-cn:s3:::*',
    'arn:aws:dynamodb:*:111122223333:*',
    'arn:aws:*:*:111122223333:*',
    '…',
  ])('%s does not', resource => {
    expect(coversEverything(resource)).toBe(false);
  });
});

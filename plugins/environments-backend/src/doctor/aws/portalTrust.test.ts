import { portalTrustFaults } from './portalTrust';

const PORTAL = '123456789012';
const TAGGED = {
  StringEquals: { 'aws:PrincipalTag/plinth:component': 'portal' },
};
const ROOT = `arn:aws:iam::${PORTAL}:root`;

const faultsOf = (Principal: unknown, Condition?: object) =>
  portalTrustFaults(
    JSON.stringify({
      Statement: [
        { Effect: 'Allow', Action: 'sts:AssumeRole', Principal, Condition },
      ],
    }),
    PORTAL,
  ).join(' ');

describe('portalTrustFaults', () => {
  it.each<[string, unknown, object | undefined]>([
    ['the account with the tag', { AWS: ROOT }, TAGGED],
    ['the account by its number', { AWS: PORTAL }, TAGGED],
    [
      'one role by name',
      { AWS: `arn:aws:iam::${PORTAL}:role/portal` },
      undefined,
    ],
  ])('finds none in trust of %s', (_, principal, condition) => {
    expect(faultsOf(principal, condition)).toBe('');
  });

  it.each<[string, unknown, object | undefined, RegExp]>([
    ['everybody', '*', TAGGED, /lets everybody in/],
    ['everybody by AWS', { AWS: '*' }, undefined, /lets \* in/],
    ['the account without the tag', { AWS: ROOT }, undefined, /whoever may/],
    [
      'the account with one of two tags',
      { AWS: ROOT },
      {
        StringEquals: {
          'aws:PrincipalTag/plinth:component': ['portal', 'other'],
        },
      },
      /whoever may/,
    ],
    [
      'another account beside it',
      { AWS: [ROOT, 'arn:aws:iam::999988887777:root'] },
      TAGGED,
      /999988887777:root in/,
    ],
    [
      'a service beside it',
      { AWS: ROOT, Service: 'ec2.amazonaws.com' },
      TAGGED,
      /ec2\.amazonaws\.com in/,
    ],
    [
      'another account alone',
      { AWS: 'arn:aws:iam::999988887777:root' },
      TAGGED,
      /lets nobody of account 123456789012 in/,
    ],
  ])('tells of trust of %s', (_, principal, condition, fault) => {
    expect(faultsOf(principal, condition)).toMatch(fault);
  });
});

import {
  evaluatePolicies,
  evaluateResourcePolicy,
  evaluateTrust,
  type Decision,
} from './evaluatePolicies';
import type { PolicyDocument } from '../service/PolicyDocument';

const question = {
  action: 's3:GetObject',
  resource: 'arn:aws:s3:::data/a',
  conditionKeys: {
    'aws:PrincipalAccount': '111122223333',
    'aws:SourceIp': '127.0.0.1',
    'aws:CurrentTime': '2026-06-11T10:00:00Z',
    'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/team/deploy',
    'x:level': '7',
    'x:teams': ['blue', 'green'],
  },
};

function allow(more: object): PolicyDocument {
  return {
    Statement: [{ Effect: 'Allow', Action: '*', Resource: '*', ...more }],
  };
}

function effect(more: object): Decision['effect'] {
  return evaluatePolicies([allow(more)], question).effect;
}

describe('evaluatePolicies', () => {
  it.each<[string, object, Decision['effect']]>([
    [
      'an action by pattern, whatever its case',
      { Action: 'S3:get*' },
      'allowed',
    ],
    ['another action', { Action: 's3:Put*' }, 'implicitly denied'],
    [
      'all but an action',
      { Action: undefined, NotAction: 's3:Put*' },
      'allowed',
    ],
    ['a resource by pattern', { Resource: 'arn:aws:s3:::data/*' }, 'allowed'],
    [
      'another resource',
      { Resource: 'arn:aws:s3:::data' },
      'implicitly denied',
    ],
    [
      'all but a resource',
      { Resource: undefined, NotResource: 'arn:aws:s3:::data/*' },
      'implicitly denied',
    ],
    [
      'a variable',
      { Condition: { StringEquals: { 'x:level': '${x:level}' } } },
      'allowed',
    ],
  ])('decides %s', (_, statement, expected) => {
    expect(effect(statement)).toBe(expected);
  });

  it.each<[string, string, string | string[], boolean]>([
    ['StringEquals', 'aws:PrincipalAccount', '111122223333', true],
    ['StringEquals', 'aws:principalaccount', ['1', '111122223333'], true],
    ['StringNotEquals', 'aws:PrincipalAccount', '111122223333', false],
    ['StringNotEquals', 'x:missing', 'a', true],
    ['StringEquals', 'x:missing', 'a', false],
    ['StringEqualsIfExists', 'x:missing', 'a', true],
    ['StringEqualsIgnoreCase', 'x:teams', 'BLUE', true],
    ['StringLike', 'aws:PrincipalArn', '*deploy', true],
    ['NumericLessThan', 'x:level', '10', true],
    ['NumericGreaterThanEquals', 'x:level', '8', false],
    ['NumericNotEquals', 'x:level', '7.0', false],
    ['DateGreaterThan', 'aws:CurrentTime', '2026-06-11T09:59:59Z', true],
    ['DateLessThan', 'aws:CurrentTime', '1781172000', false],
    ['IpAddress', 'aws:SourceIp', '127.0.0.0/8', true],
    ['NotIpAddress', 'aws:SourceIp', ['10.0.0.0/8', '::1/128'], true],
    ['ArnLike', 'aws:PrincipalArn', 'arn:aws:iam::*:role/team/*', true],
    ['ArnLike', 'aws:PrincipalArn', 'arn:*:role/team/deploy', false],
    ['Null', 'x:missing', 'true', true],
    ['Null', 'x:level', 'true', false],
    ['ForAnyValue:StringEquals', 'x:teams', 'green', true],
    ['ForAllValues:StringEquals', 'x:teams', 'green', false],
    ['ForAllValues:StringLike', 'x:teams', ['blue', 'gr*'], true],
    ['ForAnyValue:StringNotEquals', 'x:teams', 'green', true],
  ])('holds %s of %s and %j: %s', (operator, key, value, holds) => {
    expect(effect({ Condition: { [operator]: { [key]: value } } })).toBe(
      holds ? 'allowed' : 'implicitly denied',
    );
  });

  it('lets an explicit Deny win', () => {
    const deny = { ...allow({ Effect: 'Deny', Action: 's3:*' }) };
    expect(evaluatePolicies([allow({}), deny], question).effect).toBe('denied');
  });

  it.each<[string, PolicyDocument, string]>([
    [
      'a condition operator',
      allow({ Condition: { StringMatches: { a: 'b' } } }),
      'condition operator StringMatches',
    ],
    [
      'a set operator',
      allow({ Condition: { 'ForSomeValue:StringEquals': { a: 'b' } } }),
      'condition operator ForSomeValue:StringEquals',
    ],
    ['an element', allow({ Conditions: {} }), 'element Conditions'],
    [
      'an element of the document',
      { ...allow({}), Statements: [] },
      'element Statements',
    ],
    ['an effect', allow({ Effect: 'Permit' }), 'effect "Permit"'],
    [
      'a kind of principal',
      allow({ Principal: { User: 'x' } }),
      'kind of principal User',
    ],
    [
      'a variable',
      allow({ Resource: '${aws:username}/*' }),
      'policy variable ${aws:username}',
    ],
  ])(
    'denies everything, and says why, where it does not know %s',
    (_, document, what) => {
      expect(evaluatePolicies([allow({}), document], question)).toEqual({
        effect: 'denied',
        fault: expect.stringContaining(what),
      });
    },
  );
});

describe('evaluateResourcePolicy', () => {
  const caller = 'arn:aws:iam::111122223333:role/team/deploy';
  const root = 'arn:aws:iam::111122223333:root';
  const ask = (statement: object) =>
    evaluateResourcePolicy(allow(statement), {
      ...question,
      caller: [caller],
      account: '111122223333',
    }).effect;

  it.each<[object, Decision['effect']]>([
    [{ Principal: { AWS: caller } }, 'allowed'],
    [{ Principal: { AWS: root } }, 'implicitly denied'],
    [{ Principal: '*' }, 'allowed'],
    [{ Effect: 'Deny', Principal: { AWS: root } }, 'denied'],
    [
      { Effect: 'Deny', NotPrincipal: { AWS: [caller, root] } },
      'implicitly denied',
    ],
    [
      {
        Effect: 'Deny',
        NotPrincipal: { AWS: 'arn:aws:iam::111122223333:role/other' },
      },
      'denied',
    ],
  ])('of %j says %s', (statement, expected) => {
    expect(ask(statement)).toBe(expected);
  });
});

describe('evaluateTrust', () => {
  it('compares principals by kind, and fails closed', () => {
    const trust = (statement: object) =>
      evaluateTrust(
        {
          Statement: [
            { Effect: 'Allow', Action: 'sts:AssumeRole', ...statement },
          ],
        },
        {
          action: 'sts:AssumeRole',
          caller: { Service: ['ecs.amazonaws.com'] },
        },
      );
    expect(trust({ Principal: { Service: 'ecs.amazonaws.com' } })).toEqual({
      effect: 'allowed',
    });
    expect(trust({ Principal: { AWS: 'ecs.amazonaws.com' } }).effect).toBe(
      'implicitly denied',
    );
    expect(
      trust({
        Principal: { Service: 'ecs.amazonaws.com' },
        Condition: { StringIs: { a: 'b' } },
      }).fault,
    ).toMatch(/StringIs/);
  });
});

import { deployConditions, planConditions } from '@plinth/blueprints/schema';
import { CannotTell } from '../Check';
import { runTrustFaults } from './runTrust';

const ISSUER = 'token.actions.githubusercontent.com';
const PROVIDER = `arn:aws:iam::111122223333:oidc-provider/${ISSUER}`;
const byName = {
  repository: 'acme/infrastructure',
  branch: 'main',
  repositoryId: '22',
};
const byNumber = { ...byName, ownerId: '11' };

const statement = (change: object = {}) => ({
  Effect: 'Allow',
  Action: 'sts:AssumeRoleWithWebIdentity',
  Principal: { Federated: PROVIDER },
  Condition: deployConditions(ISSUER, byName, undefined),
  ...change,
});
const faultsOf = (statements: object | object[], forms = [byName]) =>
  runTrustFaults(
    JSON.stringify({ Version: '2012-10-17', Statement: statements }),
    [
      {
        provider: PROVIDER,
        forms: forms.map(form => deployConditions(ISSUER, form, undefined)),
      },
    ],
  );
const equals = (change: object) => ({
  Condition: {
    StringEquals: {
      ...deployConditions(ISSUER, byName, undefined).StringEquals,
      ...change,
    },
  },
});

describe('runTrustFaults', () => {
  it('finds none in the trust that the guide asks for, as a list or alone', () => {
    expect(faultsOf([statement()])).toEqual([]);
    expect(faultsOf(statement())).toEqual([]);
  });

  it.each<[string, object[], RegExp]>([
    ['everybody', [statement({ Principal: '*' })], /lets everybody in/],
    [
      'another account beside the runs',
      [
        statement(),
        {
          Effect: 'Allow',
          Action: 'sts:AssumeRole',
          Principal: { AWS: 'arn:aws:iam::999988887777:root' },
        },
      ],
      /lets arn:aws:iam::999988887777:root in/,
    ],
    [
      'a second issuer in the same statement',
      [
        statement({
          Principal: { Federated: [PROVIDER, `${PROVIDER}/_enterprise`] },
        }),
      ],
      /_enterprise in/,
    ],
    [
      'any action',
      [statement({ Action: 'sts:*' })],
      /lets .*oidc-provider.* in/,
    ],
    [
      'any subject',
      [
        statement({
          Condition: {
            StringEquals: {
              [`${ISSUER}:aud`]: 'sts.amazonaws.com',
            },
          },
        }),
      ],
      /does not ask for sub with StringEquals/,
    ],
    [
      'subjects by a pattern',
      [
        statement({
          Condition: {
            StringEquals: {
              ...deployConditions(ISSUER, byName, undefined).StringEquals,
              [`${ISSUER}:sub`]: undefined,
            },
            StringLike: { [`${ISSUER}:sub`]: 'repo:acme/*' },
          },
        }),
      ],
      /does not ask for sub with StringEquals/,
    ],
    [
      'a second subject',
      [
        statement(
          equals({
            [`${ISSUER}:sub`]: [
              'repo:acme/infrastructure:ref:refs/heads/main',
              'repo:acme/other:ref:refs/heads/main',
            ],
          }),
        ),
      ],
      /lets sub repo:acme\/other:ref:refs\/heads\/main in/,
    ],
    [
      'another repository in a statement of its own',
      [
        statement(),
        statement({
          Condition: deployConditions(
            ISSUER,
            { ...byName, repository: 'acme/other' },
            undefined,
          ),
        }),
      ],
      /lets other runs in: .*acme\/other/,
    ],
    [
      'no run of ours',
      [statement(equals({ [`${ISSUER}:repository_id`]: '23' }))],
      /does not let repository_id 22 in/,
    ],
    ['nobody', [], /No statement lets the runs in/],
  ])('tells of a trust that lets in %s', (_, statements, fault) => {
    expect(faultsOf(statements).join(' ')).toMatch(fault);
  });

  it('lets each repository have a statement of its own', () => {
    const other = { ...byName, repository: 'acme/other', repositoryId: '33' };
    const conditions = [byName, other].map(each =>
      planConditions(ISSUER, each),
    );
    expect(
      runTrustFaults(
        JSON.stringify({
          Statement: conditions.map(Condition => statement({ Condition })),
        }),
        conditions.map(each => ({ provider: PROVIDER, forms: [each] })),
      ),
    ).toEqual([]);
  });

  it('lets repositories have issuers of their own, each for its own runs alone', () => {
    const issuer = 'github.example.com/_services/token';
    const provider = `arn:aws:iam::111122223333:oidc-provider/${issuer}`;
    const expected = [
      { provider: PROVIDER, forms: [planConditions(ISSUER, byName)] },
      { provider, forms: [planConditions(issuer, byName)] },
    ];
    const faults = (principals: string[]) =>
      runTrustFaults(
        JSON.stringify({
          Statement: expected.map(({ forms: [Condition] }, index) =>
            statement({
              Condition,
              Principal: { Federated: principals[index] },
            }),
          ),
        }),
        expected,
      );
    expect(faults([PROVIDER, provider])).toEqual([]);
    expect(faults([provider, PROVIDER]).join(' ')).toMatch(
      /does not ask for sub with StringEquals/,
    );
  });

  it.each<[string, object[], (typeof byName)[]]>([
    [
      'the trust asks for more, which the tokens may not have',
      [
        statement({
          Condition: {
            ...deployConditions(ISSUER, byName, undefined),
            StringLike: { [`${ISSUER}:event_name`]: 'push' },
          },
        }),
      ],
      [byName],
    ],
    [
      'it is not known which subject the tokens have',
      [statement()],
      [byName, byNumber],
    ],
    [
      'what it allows is said by what it does not',
      [statement({ Action: undefined, NotAction: 'sts:TagSession' })],
      [byName],
    ],
    [
      'the trust denies too',
      [statement(), statement({ Effect: 'Deny' })],
      [byName],
    ],
  ])('does not call it good where %s', (_, statements, forms) => {
    expect(() => faultsOf(statements, forms)).toThrow(CannotTell);
  });
});

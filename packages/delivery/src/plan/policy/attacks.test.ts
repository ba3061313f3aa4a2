import { parseGovernance, type Governance } from '@plinth/blueprints/schema';
import type { Template, TemplateResource } from '../../synth/Assembly';
import { deployedStack, synthesizedStack } from '../../__testUtils__/stacks';
import { policyFindings } from './policyFindings';

/** What somebody might put into a unit's `stack.ts` to get more than the platform gives. */

const UNIT = 'environments/claims-dev';

/** What every stack of the platform declares. */
const PROVENANCE: Template = {
  Parameters: { PlinthProvenance: { Type: 'String' } },
  Outputs: { PlinthProvenance: { Value: 'x' } },
};

const governance = (exceptions: object[] = []): Governance =>
  parseGovernance({
    apiVersion: 'plinth/v1',
    kind: 'GovernancePhase',
    phase: 'operate',
    owners: ['group:default/platform-admins'],
    authorizes: {
      accounts: ['111122223333', '444455556666'].map((id, index) => ({
        id,
        name: `account-${index}`,
        stages: ['dev'],
        regions: ['us-east-1'],
      })),
      blueprints: ['application'],
      resourceTypes: ['AWS::*'],
      commands: ['plan'],
      exceptions,
    },
  });

function judge(
  resources: Record<string, TemplateResource>,
  options: { template?: Template; exceptions?: object[] } = {},
) {
  return policyFindings(
    synthesizedStack(UNIT, {
      template: { ...PROVENANCE, Resources: resources, ...options.template },
      tags: {},
    }),
    undefined,
    [],
    governance(options.exceptions),
  );
}

const rules = (...given: Parameters<typeof judge>) =>
  judge(...given).map(({ severity, rule }) => `${severity} ${rule}`);

const allow = (statement: object) => ({
  Policy: {
    Type: 'AWS::IAM::Policy',
    Properties: {
      PolicyDocument: { Statement: [{ Effect: 'Allow', ...statement }] },
    },
  },
});

const role = (properties: object) => ({
  Role: { Type: 'AWS::IAM::Role', Properties: { ...properties } },
});

const trust = (statement: object) =>
  role({
    AssumeRolePolicyDocument: {
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', ...statement }],
    },
  });

const ROLE = 'arn:aws:iam::111122223333:role/claims-dev-worker';
/** A policy that no identity has, unless a test gives it to one. */
const EVERYTHING = {
  Type: 'AWS::IAM::ManagedPolicy',
  Properties: {
    PolicyDocument: {
      Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
    },
  },
};
const GITHUB =
  'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com';
const BOUNDARY = {
  StringEquals: {
    'iam:PermissionsBoundary': 'arn:aws:iam::111122223333:policy/limit',
  },
};

describe('what an identity may do', () => {
  it.each<[string, Record<string, TemplateResource>, string[]]>([
    [
      'everything, written as a pattern',
      allow({ Action: '?*', Resource: 'arn:*' }),
      ['error least-privilege'],
    ],
    [
      'all of IAM, spelled another way',
      allow({ Action: 'i?m:*', Resource: '*' }),
      ['error least-privilege'],
    ],
    [
      'everything but a list',
      allow({ NotAction: 'iam:*', Resource: '*' }),
      ['error least-privilege'],
    ],
    [
      'everywhere but a list',
      allow({ Action: 's3:GetObject', NotResource: 'arn:aws:s3:::x' }),
      ['error least-privilege'],
    ],
    [
      'everything, put together when it is deployed',
      allow({
        Action: { 'Fn::Join': [':', ['iam', '*']] },
        Resource: { 'Fn::Sub': '${Star}' },
      }),
      ['error least-privilege'],
    ],
    [
      'everything, in the branch of a condition',
      allow({
        Action: { 'Fn::If': ['Odd', 's3:GetObject', '*'] },
        Resource: '*',
      }),
      ['error least-privilege'],
    ],
    [
      'an administrator by a managed policy',
      role({
        ManagedPolicyArns: [
          {
            'Fn::Join': [
              '',
              [
                'arn:',
                { Ref: 'AWS::Partition' },
                ':iam::aws:policy/AdministratorAccess',
              ],
            ],
          },
        ],
      }),
      ['error permissions.administrator'],
    ],
    [
      'an administrator of identities',
      role({ ManagedPolicyArns: ['arn:aws:iam::aws:policy/IAMFullAccess'] }),
      ['error permissions.administrator'],
    ],
    [
      'what a policy of elsewhere says',
      role({
        ManagedPolicyArns: ['arn:aws:iam::111122223333:policy/plinth/big'],
      }),
      ['error permissions.unread-policy'],
    ],
    [
      'what another stack exports',
      role({ ManagedPolicyArns: [{ 'Fn::ImportValue': 'big' }] }),
      ['error permissions.unread-policy'],
    ],
    [
      'everything, as a limit that nothing has',
      {
        Limit: EVERYTHING,
      },
      [],
    ],
    [
      'everything, as a limit that a role has after all',
      {
        Limit: EVERYTHING,
        ...role({ ManagedPolicyArns: [{ Ref: 'Limit' }] }),
      },
      ['error least-privilege'],
    ],
    [
      'attaching policies to any role',
      allow({ Action: 'iam:Attach*', Resource: '*' }),
      ['error permissions.escalation'],
    ],
    [
      'attaching policies to any role of the account',
      allow({
        Action: 'iam:AttachRolePolicy',
        Resource: { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:role/*' },
      }),
      ['error permissions.escalation'],
    ],
    [
      'attaching policies to its own role',
      allow({ Action: 'iam:AttachRolePolicy', Resource: ROLE }),
      [],
    ],
    [
      'making roles under a boundary',
      allow({ Action: 'iam:CreateRole', Resource: '*', Condition: BOUNDARY }),
      [],
    ],
    [
      'making roles under any boundary',
      allow({
        Action: 'iam:CreateRole',
        Resource: '*',
        Condition: { StringLike: { 'iam:PermissionsBoundary': '*' } },
      }),
      ['error permissions.escalation'],
    ],
    [
      'taking boundaries away, under a boundary',
      allow({
        Action: 'iam:DeleteRolePermissionsBoundary',
        Resource: '*',
        Condition: BOUNDARY,
      }),
      ['error permissions.escalation'],
    ],
    [
      'new versions of any policy',
      allow({ Action: 'iam:*PolicyVersion', Resource: '*' }),
      ['error permissions.escalation'],
    ],
    [
      'passing any role',
      allow({ Action: 'iam:PassRole', Resource: '*' }),
      ['error permissions.pass-role'],
    ],
    [
      'passing any role of GovCloud',
      allow({
        Action: 'iam:PassRole',
        Resource: 'arn:aws-us-gov:iam::*:role/*',
      }),
      ['error permissions.pass-role'],
    ],
    [
      'passing any role to one service',
      allow({
        Action: 'iam:PassRole',
        Resource: '*',
        Condition: {
          StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' },
        },
      }),
      ['error permissions.pass-role'],
    ],
    ['passing one role', allow({ Action: 'iam:PassRole', Resource: ROLE }), []],
    [
      'being any role',
      allow({ Action: 'sts:Assume*', Resource: '*' }),
      ['error permissions.assume-role'],
    ],
    [
      'being any role of another account',
      allow({
        Action: 'sts:AssumeRole',
        Resource: 'arn:aws:iam::999988887777:role/*',
      }),
      ['error permissions.assume-role'],
    ],
    [
      'administration, in the policy of a permission set as text',
      {
        Set: {
          Type: 'AWS::SSO::PermissionSet',
          Properties: {
            InlinePolicy: JSON.stringify({
              Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
            }),
          },
        },
      },
      ['error least-privilege'],
    ],
  ])('judges %s', (_, resources, expected) => {
    const template = {
      Parameters: {
        PlinthProvenance: { Type: 'String' },
        Star: { Type: 'String', Default: '*' },
        Stage: { Type: 'AWS::SSM::Parameter::Value<String>' },
      },
      Conditions: { Odd: { 'Fn::Equals': [{ Ref: 'Stage' }, 'odd'] } },
    };
    expect(rules(resources, { template })).toEqual(expected);
  });
});

describe('who is let in', () => {
  it.each<[string, Record<string, TemplateResource>, string[]]>([
    ['everybody', trust({ Principal: '*' }), ['error permissions.everybody']],
    [
      'everybody, as a list',
      trust({ Principal: { AWS: ['*'] } }),
      ['error permissions.everybody'],
    ],
    [
      'all but one',
      trust({ NotPrincipal: { AWS: ROLE } }),
      ['error permissions.everybody'],
    ],
    [
      'the organization',
      trust({
        Principal: '*',
        Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-example' } },
      }),
      [],
    ],
    [
      'everybody who does not say whose they are',
      trust({
        Principal: '*',
        Condition: {
          StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-example' },
        },
      }),
      ['error permissions.everybody'],
    ],
    [
      'a foreign account',
      trust({ Principal: { AWS: 'arn:aws:iam::999988887777:root' } }),
      ['error permissions.foreign-account'],
    ],
    [
      'a foreign account, as a number',
      trust({ Principal: { AWS: '999988887777' } }),
      ['error permissions.foreign-account'],
    ],
    [
      'another account of the platform',
      trust({ Principal: { AWS: 'arn:aws:iam::444455556666:root' } }),
      [],
    ],
    [
      'runs of any repository',
      trust({
        Action: 'sts:AssumeRoleWithWebIdentity',
        Principal: { Federated: GITHUB },
        Condition: {
          StringEquals: {
            'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
          },
        },
      }),
      ['error permissions.everybody'],
    ],
    [
      'runs of any repository of an owner',
      trust({
        Action: 'sts:AssumeRoleWithWebIdentity',
        Principal: { Federated: GITHUB },
        Condition: {
          StringLike: {
            'token.actions.githubusercontent.com:sub': 'repo:acme/*',
          },
        },
      }),
      ['error permissions.everybody'],
    ],
    [
      'everybody into a queue',
      {
        Policy: {
          Type: 'AWS::SQS::QueuePolicy',
          Properties: {
            PolicyDocument: {
              Statement: [
                { Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage' },
              ],
            },
          },
        },
      },
      ['error permissions.everybody'],
    ],
    [
      'nobody without TLS',
      {
        Policy: {
          Type: 'AWS::S3::BucketPolicy',
          Properties: {
            PolicyDocument: {
              Statement: [
                {
                  Effect: 'Deny',
                  Principal: '*',
                  Action: 's3:*',
                  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
                },
              ],
            },
          },
        },
      },
      [],
    ],
  ])('judges %s', (_, resources, expected) => {
    expect(rules(resources)).toEqual(expected);
  });
});

describe('what the internet reaches', () => {
  const group = (...ingress: object[]) => ({
    Group: {
      Type: 'AWS::EC2::SecurityGroup',
      Properties: { SecurityGroupIngress: ingress },
    },
  });
  const tcp = (cidr: string, from: number, to = from) => ({
    [cidr.includes(':') ? 'CidrIpv6' : 'CidrIp']: cidr,
    IpProtocol: 'tcp',
    FromPort: from,
    ToPort: to,
  });

  it.each<[string, Record<string, TemplateResource>, string[]]>([
    [
      'SSH from both halves of the world',
      group(tcp('0.0.0.0/1', 22), tcp('128.0.0.0/1', 22)),
      ['error open-administration'],
    ],
    [
      'a database from the world',
      group(tcp('0.0.0.0/0', 5432)),
      ['error open-administration'],
    ],
    [
      'a range of ports from the world',
      group(tcp('0.0.0.0/0', 0, 65_535)),
      ['error open-administration'],
    ],
    [
      'every protocol from all of IPv6 that is in use',
      group({ CidrIpv6: '2000::/3', IpProtocol: '-1' }),
      ['error open-administration'],
    ],
    [
      'halves that stand in resources of their own',
      {
        ...group(tcp('0.0.0.0/1', 22)),
        Rule: {
          Type: 'AWS::EC2::SecurityGroupIngress',
          Properties: {
            GroupId: { 'Fn::GetAtt': ['Group', 'GroupId'] },
            ...tcp('128.0.0.0/1', 22),
          },
        },
      },
      ['error open-administration'],
    ],
    [
      'the world, in the branch of a condition',
      group({
        ...tcp('10.0.0.0/8', 22),
        CidrIp: { 'Fn::If': ['Unknown', '10.0.0.0/8', '0.0.0.0/0'] },
      }),
      ['error open-administration'],
    ],
    ['SSH from private networks', group(tcp('10.0.0.0/8', 22)), []],
    ['SSH from an office', group(tcp('203.0.113.0/24', 22)), []],
    ['HTTPS from the world', group(tcp('0.0.0.0/0', 443)), []],
    [
      'HTTPS from the world beside SSH from inside',
      group(tcp('::/0', 443), tcp('10.0.0.0/8', 22)),
      [],
    ],
  ])('judges %s', (_, resources, expected) => {
    expect(rules(resources)).toEqual(expected);
  });
});

describe('an exception of the governance owners', () => {
  const reason = 'Platform administrators sign in with a second factor.';
  const resources = allow({ Action: '*', Resource: '*' });

  it.each<[string, object, string]>([
    ['its unit', { rule: 'least-privilege', unit: UNIT, reason }, 'warning'],
    [
      'its resource',
      { rule: 'least-privilege', unit: UNIT, resource: 'Policy', reason },
      'warning',
    ],
    [
      'no other resource',
      { rule: 'least-privilege', unit: UNIT, resource: 'Other', reason },
      'error',
    ],
    [
      'no other unit',
      { rule: 'least-privilege', unit: 'environments/claims', reason },
      'error',
    ],
    [
      'no other rule',
      { rule: 'permissions.escalation', unit: UNIT, reason },
      'error',
    ],
  ])('holds for %s', (_, exception, severity) => {
    const [finding] = judge(resources, { exceptions: [exception] });
    expect(finding.severity).toBe(severity);
    expect(finding.message.includes(reason)).toBe(severity === 'warning');
  });

  it.each([
    [
      'the rule about personal data',
      { rule: 'personal-data', unit: UNIT, reason },
    ],
    ['all units', { rule: 'least-privilege', unit: 'environments/*', reason }],
    ['no reason', { rule: 'least-privilege', unit: UNIT, reason: 'ok' }],
  ])('is refused for %s', (_, exception) => {
    expect(() => judge(resources, { exceptions: [exception] })).toThrow(
      /authorizes\.exceptions\.0/,
    );
  });
});

describe('what would be made where no rule looks', () => {
  const hidden = (Type: string) => ({
    Hidden: { Type, Properties: { TemplateURL: 'https://example.com/t' } },
  });

  it.each([
    ['AWS::CloudFormation::Stack', /stack of its own in the unit/],
    ['AWS::CloudFormation::StackSet', /a unit for each account/],
    ['AWS::Serverless::Application', /write the resources/],
    [
      'AWS::ServiceCatalog::CloudFormationProvisionedProduct',
      /order the product outside/,
    ],
    ['Acme::Storage::Bucket::MODULE', /resources of the module/],
  ])('%s is refused by name, with what to do', (type, advice) => {
    const findings = judge(hidden(type));
    expect(findings).toEqual([
      expect.objectContaining({
        severity: 'error',
        rule: 'unseen-resources',
        resource: 'Hidden',
        message: expect.stringMatching(advice),
      }),
    ]);
    expect(findings[0].message).toContain(type);
  });

  it.each<[string, Template]>([
    ['a macro', { Transform: 'AWS::Serverless-2016-10-31' }],
    ['a macro in a list', { Transform: ['Own'] }],
    // They loop inside of properties too, as around the statements of a policy.
    ['language extensions', { Transform: 'AWS::LanguageExtensions' }],
    ['an included file', { Transform: { Name: 'AWS::Include' } }],
    [
      'a macro in a property',
      {
        Resources: {
          Topic: {
            Type: 'AWS::SNS::Topic',
            Properties: { 'Fn::Transform': { Name: 'AWS::Include' } },
          },
        },
      },
    ],
    [
      'a loop',
      JSON.parse('{"Resources":{"Fn::ForEach::Topics":["N",["a"],{}]}}'),
    ],
  ])('%s is refused', (_, template) => {
    expect(rules({}, { template })).toEqual(['error unseen-resources']);
  });

  it('takes a stack of which a deployment would remove what it holds for data', () => {
    const findings = policyFindings(
      synthesizedStack(UNIT, {
        template: PROVENANCE,
        tags: { 'plinth:stage': 'production' },
      }),
      undefined,
      [
        {
          logicalId: 'Nested',
          resourceType: 'AWS::CloudFormation::Stack',
          action: 'Remove',
        },
      ],
      governance(),
    );
    expect(findings).toEqual([
      expect.objectContaining({
        severity: 'error',
        rule: 'stateful-replacement',
        resource: 'Nested',
      }),
    ]);
  });

  it('judges by the values that parameters have, and not by their defaults alone', () => {
    const template: Template = {
      Parameters: {
        PlinthProvenance: { Type: 'String' },
        Allowed: { Type: 'String', Default: 's3:GetObject' },
      },
      Outputs: { PlinthProvenance: { Value: 'x' } },
      Resources: allow({ Action: { Ref: 'Allowed' }, Resource: '*' }),
    };
    const stack = synthesizedStack(UNIT, { template });
    const found = (parameters: Record<string, string>) =>
      policyFindings(
        stack,
        deployedStack(stack, { parameters }),
        [],
        governance(),
      ).map(({ rule }) => rule);
    expect(found({ Allowed: 's3:GetObject' })).toEqual([]);
    expect(found({ Allowed: '*' })).toEqual(['least-privilege']);
  });
});

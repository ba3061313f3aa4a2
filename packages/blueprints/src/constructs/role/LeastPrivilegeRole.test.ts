import { Match, Template } from 'aws-cdk-lib/assertions';
import { ManagedPolicy, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { AwsSolutionsChecks } from 'cdk-nag';
import { App, Duration, Stack } from 'aws-cdk-lib/core';
import { FEATURE_FLAGS } from '../../base/featureFlags';
import { LeastPrivilegeRole, type Grant } from './LeastPrivilegeRole';
import { peopleWithSecondFactor } from './people';

const READ: Grant = {
  sid: 'Read',
  actions: ['s3:GetObject'],
  resources: ['arn:aws:s3:::example/monthly/2026.csv'],
};

const EVERY_MONTH: Grant = {
  ...READ,
  sid: 'ReadAll',
  resources: ['arn:aws:s3:::example/monthly/*'],
  wildcard: 'Every report of every month, and nothing else.',
};

function example(context: Readonly<Record<string, boolean>> = FEATURE_FLAGS) {
  const stack = new Stack(new App({ context }), 'Example', {
    env: { account: '111122223333', region: 'us-east-1' },
  });
  const role = (...grants: Grant[]) =>
    new LeastPrivilegeRole(stack, 'Auditor', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: 'Reads the reports',
      grants,
    });
  return { stack, role };
}

describe('LeastPrivilegeRole', () => {
  it('keeps what it may do in one managed policy, where grants are added later too', () => {
    const { stack, role } = example();
    role(READ).allow(EVERY_MONTH);
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::IAM::Policy', 0);
    template.resourceCountIs('AWS::IAM::ManagedPolicy', 1);
    template.hasResourceProperties('AWS::IAM::Role', {
      Policies: Match.absent(),
      ManagedPolicyArns: Match.absent(),
    });
    template.hasResourceProperties('AWS::IAM::ManagedPolicy', {
      Roles: [{ Ref: Match.stringLikeRegexp('^AuditorRole') }],
      PolicyDocument: {
        Statement: [
          Match.objectLike({ Sid: 'Read', Effect: 'Allow' }),
          Match.objectLike({ Sid: 'ReadAll', Effect: 'Allow' }),
        ],
      },
    });
  });

  it('has a second policy for what does not fit into one', () => {
    const { stack, role } = example();
    role(READ).allowApart('More', EVERY_MONTH);
    const template = Template.fromStack(stack);
    for (const Sid of ['Read', 'ReadAll']) {
      template.hasResourceProperties('AWS::IAM::ManagedPolicy', {
        PolicyDocument: { Statement: [Match.objectLike({ Sid })] },
      });
    }
  });

  it('denies as well, on whatever it is told and without a reason', () => {
    const { stack, role } = example();
    role(READ, {
      sid: 'Never',
      deny: true,
      actions: ['s3:*'],
      resources: ['*'],
      conditions: { Bool: { 'aws:SecureTransport': 'false' } },
    });
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::ManagedPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Sid: 'Never',
            Effect: 'Deny',
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          }),
        ]),
      },
    });
  });

  it('takes a name, paths, a session and a boundary', () => {
    const { stack } = example();
    new LeastPrivilegeRole(stack, 'Named', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: 'Reads the reports',
      grants: [READ],
      roleName: 'example-auditor',
      path: '/people/',
      policyPath: '/policies/',
      maxSessionDuration: Duration.hours(2),
      permissionsBoundary: ManagedPolicy.fromManagedPolicyName(
        stack,
        'Boundary',
        'example-boundary',
      ),
    });
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::IAM::Role', {
      RoleName: 'example-auditor',
      Path: '/people/',
      MaxSessionDuration: 7200,
      PermissionsBoundary: Match.anyValue(),
    });
    template.hasResourceProperties('AWS::IAM::ManagedPolicy', {
      Path: '/policies/',
    });
  });

  it.each<[string, Partial<Grant>, RegExp]>([
    [
      'a wildcard in a resource without a reason',
      { resources: ['arn:aws:s3:::example/*'] },
      /grant Read: Resource::arn:aws:s3:::example\/\* needs a reason/,
    ],
    [
      'a wildcard in an action without a reason',
      { actions: ['s3:Get*'] },
      /grant Read: Action::s3:Get\* needs a reason/,
    ],
    [
      'every action, whatever the reason',
      { actions: ['*'], wildcard: 'Nobody knows what it will need.' },
      /grant Read: every action is too much/,
    ],
    [
      'a whole service on every resource, whatever the reason',
      {
        actions: ['s3:*'],
        resources: ['*'],
        wildcard: 'Nobody knows what it will need.',
      },
      /grant Read: every action of a service on every resource/,
    ],
    [
      'a reason that says nothing',
      { resources: ['*'], wildcard: 'It must.' },
      /needs a reason that a reviewer can check/,
    ],
  ])('refuses %s', (_what, change, message) => {
    const { role } = example();
    expect(() => role({ ...READ, ...change })).toThrow(message);
  });

  it('refuses later and apart what it refuses at first', () => {
    const { role } = example();
    const auditor = role(READ);
    const grant = { ...READ, resources: ['*'] };
    expect(() => auditor.allow(grant)).toThrow('needs a reason');
    expect(() => auditor.allowApart('More', grant)).toThrow('needs a reason');
  });

  it('has its reasons accepted by the rule pack, in stacks with and without the flags of blueprints', () => {
    for (const context of [FEATURE_FLAGS, {}]) {
      const { stack, role } = example(context);
      role(EVERY_MONTH, {
        ...EVERY_MONTH,
        sid: 'ReadLogs',
        resources: [`arn:${stack.partition}:s3:::example/logs/*`],
      });
      const { violations } = new AwsSolutionsChecks(stack).validateScope(stack);
      expect(violations).toEqual([]);
    }
  });

  it('sees wildcards behind references, in stacks with and without the flags of blueprints', () => {
    for (const context of [FEATURE_FLAGS, {}]) {
      const { stack, role } = example(context);
      const resources = [`arn:${stack.partition}:s3:::example/*`];
      expect(() => role({ ...READ, resources })).toThrow('needs a reason');
    }
  });
});

describe('peopleWithSecondFactor', () => {
  it('trusts people of the account with a second factor, and sessions of Identity Center', () => {
    const { stack } = example();
    new LeastPrivilegeRole(stack, 'People', {
      assumedBy: peopleWithSecondFactor(stack),
      description: 'Reads the reports',
      grants: [READ],
    });
    const [{ Properties }] = Object.values(
      Template.fromStack(stack).findResources('AWS::IAM::Role'),
    );
    const { Statement: statements } = Properties.AssumeRolePolicyDocument;
    const principal = { AWS: 'arn:aws:iam::111122223333:root' };
    expect(statements).toEqual([
      {
        Action: 'sts:AssumeRole',
        Effect: 'Allow',
        Principal: principal,
        Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
      },
      {
        Action: 'sts:AssumeRole',
        Effect: 'Allow',
        Principal: principal,
        Condition: {
          ArnLike: {
            'aws:PrincipalArn':
              'arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/*',
          },
        },
      },
    ]);
  });
});

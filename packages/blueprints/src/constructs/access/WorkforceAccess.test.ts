import { Match, Template } from 'aws-cdk-lib/assertions';
import { App, Stack } from 'aws-cdk-lib/core';
import { WorkforceAccess, type WorkforceAssignment } from './WorkforceAccess';

const INSTANCE = 'arn:aws:sso:::instance/ssoins-1234567890abcdef';
const GROUP = '11112222-3333-4444-5555-666677778888';

function accessOf(assignments: readonly WorkforceAssignment[]) {
  const stack = new Stack(new App(), 'Example');
  const access = new WorkforceAccess(stack, 'Access', {
    instanceArn: INSTANCE,
    assignments,
  });
  return { stack, access, template: Template.fromStack(stack) };
}

describe('WorkforceAccess', () => {
  const { stack, access, template } = accessOf([
    {
      permissionSet: 'developer',
      groupId: GROUP,
      accounts: ['111122223333', '444455556666'],
    },
    {
      permissionSet: 'billing',
      groupId: GROUP,
      accounts: ['111122223333'],
    },
  ]);

  it.each([
    ['platform-admin', 'PT1H', ['AdministratorAccess']],
    [
      'developer',
      'PT8H',
      ['job-function/ViewOnlyAccess', 'AWSXrayReadOnlyAccess'],
    ],
    ['read-only', 'PT8H', ['SecurityAudit', 'job-function/ViewOnlyAccess']],
    ['billing', 'PT4H', ['AWSBillingReadOnlyAccess']],
  ])(
    'makes the permission set %s with sessions of %s',
    (name, hours, policies) => {
      template.hasResourceProperties('AWS::SSO::PermissionSet', {
        Name: name,
        InstanceArn: INSTANCE,
        SessionDuration: hours,
        ManagedPolicies: policies.map(policy => ({
          'Fn::Join': [
            '',
            ['arn:', { Ref: 'AWS::Partition' }, `:iam::aws:policy/${policy}`],
          ],
        })),
      });
    },
  );

  it('makes them whether somebody has them or not', () => {
    template.resourceCountIs('AWS::SSO::PermissionSet', 4);
    accessOf([]).template.resourceCountIs('AWS::SSO::PermissionSet', 4);
    accessOf([]).template.resourceCountIs('AWS::SSO::Assignment', 0);
  });

  it('gives a group its permission set in each account', () => {
    const developer = stack.getLogicalId(access.permissionSets.developer);
    for (const account of ['111122223333', '444455556666']) {
      template.hasResourceProperties('AWS::SSO::Assignment', {
        InstanceArn: INSTANCE,
        PermissionSetArn: { 'Fn::GetAtt': [developer, 'PermissionSetArn'] },
        PrincipalType: 'GROUP',
        PrincipalId: GROUP,
        TargetType: 'AWS_ACCOUNT',
        TargetId: account,
      });
    }
    template.resourceCountIs('AWS::SSO::Assignment', 3);
  });

  it('lets developers open sessions on hosts of preview and dev alone', () => {
    template.hasResourceProperties('AWS::SSO::PermissionSet', {
      Name: 'developer',
      InlinePolicy: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: ['ssm:StartSession'],
            Resource: {
              'Fn::Join': ['', Match.arrayWith([':ec2:*:*:instance/*'])],
            },
            Condition: {
              StringEquals: {
                'ssm:resourceTag/plinth:stage': ['preview', 'dev'],
              },
            },
          }),
        ]),
      },
    });
  });

  it('keeps auditors out of data', () => {
    template.hasResourceProperties('AWS::SSO::PermissionSet', {
      Name: 'read-only',
      InlinePolicy: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Deny',
            Action: Match.arrayWith([
              'dynamodb:GetItem',
              'kms:Decrypt',
              's3:GetObject',
              'secretsmanager:GetSecretValue',
            ]),
            Resource: '*',
          }),
        ]),
      },
    });
  });

  it('lets nobody but platform-admin change anything', () => {
    const sets = Object.values(
      template.findResources('AWS::SSO::PermissionSet'),
    );
    const changes = sets
      .flatMap(({ Properties }) => Properties.InlinePolicy?.Statement ?? [])
      .filter(({ Effect }) => Effect === 'Allow')
      .flatMap(({ Action }) => Action)
      .filter(
        (action: string) =>
          !/:(BatchGet|Describe|Filter|Get|List|Lookup|View)/.test(action),
      );
    expect(changes.sort()).toEqual([
      'logs:StartQuery',
      'logs:StopQuery',
      'ssm:ResumeSession',
      'ssm:StartSession',
      'ssm:StartSession',
      'ssm:TerminateSession',
    ]);
  });

  it('asks for no second factor by condition, which sessions of Identity Center never carry', () => {
    expect(JSON.stringify(template.toJSON())).not.toContain(
      'MultiFactorAuthPresent',
    );
  });

  it('refuses a permission set that is not there', () => {
    expect(() =>
      accessOf([{ permissionSet: 'root', groupId: GROUP, accounts: ['1'] }]),
    ).toThrow(
      'assignments: root is not one of platform-admin, developer, read-only, billing',
    );
  });
});

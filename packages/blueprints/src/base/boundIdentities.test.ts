import {
  CfnRole,
  ManagedPolicy,
  PolicyStatement,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import { Template } from 'aws-cdk-lib/assertions';
import { App, CfnOutput, Stack } from 'aws-cdk-lib/core';
import { boundIdentities } from './boundIdentities';

const BOUNDS = {
  path: '/plinth/',
  permissionsBoundary: 'plinth-platform/plinth-boundary',
};
const LAMBDA = new ServicePrincipal('lambda.amazonaws.com');

function template(add: (stack: Stack) => void): Template {
  const stack = new Stack(new App(), 'claims-dev', {
    env: { account: '111122223333', region: 'us-east-1' },
  });
  add(stack);
  boundIdentities(stack, BOUNDS);
  return Template.fromStack(stack);
}

const BOUNDARY = {
  'Fn::Join': [
    '',
    [
      'arn:',
      { Ref: 'AWS::Partition' },
      ':iam::111122223333:policy/plinth-platform/plinth-boundary',
    ],
  ],
};

describe('boundIdentities', () => {
  it('puts roles and policies below the path, and roles under the boundary', () => {
    const made = template(stack => {
      const role = new Role(stack, 'Worker', { assumedBy: LAMBDA });
      new ManagedPolicy(stack, 'Reading', {
        roles: [role],
        statements: [
          new PolicyStatement({
            actions: ['s3:GetObject'],
            resources: ['arn:aws:s3:::example/report.csv'],
          }),
        ],
      });
    });
    made.hasResourceProperties('AWS::IAM::Role', {
      Path: '/plinth/',
      PermissionsBoundary: BOUNDARY,
    });
    made.hasResourceProperties('AWS::IAM::ManagedPolicy', { Path: '/plinth/' });
  });

  it('lets references follow, so that nothing names the old place', () => {
    const made = template(stack => {
      const role = new Role(stack, 'Worker', {
        assumedBy: LAMBDA,
        roleName: 'claims-worker',
      });
      new CfnOutput(stack, 'Arn', { value: role.roleArn });
    });
    expect(Object.values(made.findOutputs('*'))[0].Value).toEqual({
      'Fn::GetAtt': [expect.stringMatching(/^Worker/), 'Arn'],
    });
  });

  it('reaches roles that are written as CloudFormation has them', () => {
    template(
      stack =>
        new CfnRole(stack, 'Plain', {
          assumeRolePolicyDocument: { Statement: [] },
        }),
    ).hasResourceProperties('AWS::IAM::Role', {
      Path: '/plinth/',
      PermissionsBoundary: BOUNDARY,
    });
  });

  it('leaves a path and a boundary that a stack has for a reason', () => {
    template(
      stack =>
        new CfnRole(stack, 'Own', {
          assumeRolePolicyDocument: { Statement: [] },
          path: '/plinth/people/',
          permissionsBoundary: 'arn:aws:iam::111122223333:policy/narrower',
        }),
    ).hasResourceProperties('AWS::IAM::Role', {
      Path: '/plinth/people/',
      PermissionsBoundary: 'arn:aws:iam::111122223333:policy/narrower',
    });
  });
});

import { Effect, ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledge } from '../../base/acknowledge';
import { boundaryName, type Place, platformPath } from './executionGrants';

/** Settings of a `WorkloadBoundary`. */
export interface WorkloadBoundaryProps {
  readonly place: Place;
  readonly rolePrefix: string;
}

/** What changes who may do what, in the account and above it. Reading, and service-linked roles, stay allowed. */
const IDENTITY_ACTIONS: readonly string[] = [
  'account:*',
  'iam:Add*',
  'iam:Attach*',
  'iam:CreateAccessKey',
  'iam:CreateAccountAlias',
  'iam:CreateGroup',
  'iam:CreateInstanceProfile',
  'iam:CreateLoginProfile',
  'iam:CreateOpenIDConnectProvider',
  'iam:CreatePolicy*',
  'iam:CreateRole',
  'iam:CreateSAMLProvider',
  'iam:CreateServiceSpecificCredential',
  'iam:CreateUser',
  'iam:CreateVirtualMFADevice',
  'iam:Deactivate*',
  'iam:Delete*',
  'iam:Detach*',
  'iam:Enable*',
  'iam:Put*',
  'iam:Remove*',
  'iam:Set*',
  'iam:Update*',
  'iam:Upload*',
  'identitystore:*',
  'organizations:Accept*',
  'organizations:Attach*',
  'organizations:Cancel*',
  'organizations:Close*',
  'organizations:Create*',
  'organizations:Decline*',
  'organizations:Delete*',
  'organizations:Deregister*',
  'organizations:Detach*',
  'organizations:Disable*',
  'organizations:Enable*',
  'organizations:Invite*',
  'organizations:Leave*',
  'organizations:Move*',
  'organizations:Put*',
  'organizations:Register*',
  'organizations:Remove*',
  'organizations:Tag*',
  'organizations:Untag*',
  'organizations:Update*',
  'sso-directory:*',
  'sso:*',
];

/**
 * What no role of a stack exceeds, whatever its own policies say: it changes no identity, and is no role of the platform.
 *
 * It allows the rest because it is a limit and grants nothing: what a role may do is what its policies and this both allow.
 */
export class WorkloadBoundary extends Construct {
  readonly policy: ManagedPolicy;

  constructor(scope: Construct, id: string, props: WorkloadBoundaryProps) {
    super(scope, id);
    const { place, rolePrefix } = props;
    this.policy = new ManagedPolicy(this, 'Policy', {
      managedPolicyName: boundaryName(rolePrefix),
      path: platformPath(rolePrefix),
      description: 'What no role of a stack exceeds',
      statements: [
        new PolicyStatement({
          sid: 'WhatItsPoliciesAllow',
          actions: ['*'],
          resources: ['*'],
        }),
        new PolicyStatement({
          sid: 'NoIdentities',
          effect: Effect.DENY,
          actions: [...IDENTITY_ACTIONS],
          resources: ['*'],
        }),
        new PolicyStatement({
          sid: 'NoRoleOfThePlatform',
          effect: Effect.DENY,
          actions: ['iam:PassRole', 'sts:AssumeRole'],
          resources: [
            `arn:${place.partition}:iam::*:role/${rolePrefix}-*`,
            `arn:${place.partition}:iam::*:role/cdk-*`,
            `arn:${place.partition}:iam::*:role/OrganizationAccountAccessRole`,
          ],
        }),
      ],
    });
    for (const finding of ['Action::*', 'Resource::*']) {
      acknowledge(
        this,
        `AwsSolutions-IAM5[${finding}]`,
        'A permissions boundary grants nothing; it is the most that the policies of a role can come to.',
      );
    }
  }
}

import { Effect, ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledge } from '../../base/acknowledge';
import { boundaryName, type Place, platformPath } from './executionGrants';

/** Settings of a `WorkloadBoundary`. */
export interface WorkloadBoundaryProps {
  readonly place: Place;
  readonly rolePrefix: string;
}

/** What changes who may do what, in the account and above it. Reading, and service-linked roles, stay allowed. Short, since the template is sent without a bucket. */
const IDENTITY_ACTIONS: readonly string[] = [
  'account:*',
  'iam:A*',
  'iam:CreateA*',
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
  'iam:De*',
  'iam:Enable*',
  'iam:Put*',
  'iam:Remove*',
  'iam:Set*',
  'iam:Up*',
  'identitystore:*',
  'organizations:A*',
  'organizations:C*',
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
  'organizations:Re*',
  'organizations:Tag*',
  'organizations:U*',
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
            ...['deploy', 'plan', 'operator'].map(
              name =>
                `arn:${place.partition}:iam::*:role/${rolePrefix}-${name}`,
            ),
            `arn:${place.partition}:iam::*:role/cdk-*`,
            `arn:${place.partition}:iam::*:role/OrganizationAccountAccessRole`,
          ],
        }),
        new PolicyStatement({
          sid: 'ThePortalAloneReads',
          effect: Effect.DENY,
          actions: ['sts:AssumeRole'],
          resources: [`arn:${place.partition}:iam::*:role/${rolePrefix}-read`],
          // The portal runs under this boundary too; the trust of that role asks for the same tag.
          conditions: {
            StringNotEquals: { 'aws:PrincipalTag/plinth:component': 'portal' },
          },
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

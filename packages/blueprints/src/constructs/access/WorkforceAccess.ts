import { CfnAssignment, CfnPermissionSet } from 'aws-cdk-lib/aws-sso';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { PERMISSION_SETS } from '../../schema';
import {
  PERMISSION_SET_DEFINITIONS,
  type PermissionSetName,
} from './permissionSets';

/** A group with a permission set in some accounts. */
export interface WorkforceAssignment {
  readonly permissionSet: string;
  /** The ID of a group in Identity Center, which the identity provider keeps. */
  readonly groupId: string;
  readonly accounts: readonly string[];
}

/** Settings of `WorkforceAccess`. */
export interface WorkforceAccessProps {
  /** ARN of the Identity Center instance, which lives in the stack's region. */
  readonly instanceArn: string;
  readonly assignments: readonly WorkforceAssignment[];
}

/** Permission sets of Identity Center, and which groups have them in which accounts. No person is named. */
export class WorkforceAccess extends Construct {
  readonly permissionSets: Readonly<
    Record<PermissionSetName, CfnPermissionSet>
  >;

  constructor(scope: Construct, id: string, props: WorkforceAccessProps) {
    super(scope, id);
    this.permissionSets = Object.fromEntries(
      PERMISSION_SETS.map(name => [name, this.#permissionSet(name, props)]),
    ) as Record<PermissionSetName, CfnPermissionSet>;
    for (const { permissionSet, groupId, accounts } of props.assignments) {
      const made = this.permissionSets[permissionSet as PermissionSetName];
      if (!made) {
        throw new RangeError(
          `assignments: ${permissionSet} is not one of ${PERMISSION_SETS.join(', ')}`,
        );
      }
      for (const account of accounts) {
        new CfnAssignment(this, `${permissionSet}-${groupId}-${account}`, {
          instanceArn: props.instanceArn,
          permissionSetArn: made.attrPermissionSetArn,
          principalType: 'GROUP',
          principalId: groupId,
          targetType: 'AWS_ACCOUNT',
          targetId: account,
        });
      }
    }
  }

  #permissionSet(
    name: PermissionSetName,
    { instanceArn }: WorkforceAccessProps,
  ): CfnPermissionSet {
    const definition = PERMISSION_SET_DEFINITIONS[name];
    const { partition } = Stack.of(this);
    return new CfnPermissionSet(this, name, {
      instanceArn,
      name,
      description: definition.description,
      sessionDuration: Duration.hours(definition.hours).toIsoString(),
      managedPolicies: definition.awsPolicies.map(
        policy => `arn:${partition}:iam::aws:policy/${policy}`,
      ),
      inlinePolicy: definition.statements && {
        Version: '2012-10-17',
        Statement: definition.statements(partition),
      },
    });
  }
}

import {
  CfnInstanceProfile,
  CfnManagedPolicy,
  CfnRole,
} from 'aws-cdk-lib/aws-iam';
import { Aspects, type IAspect, Stack } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';

/** Where what stacks make in IAM lies, and what none of their roles exceeds; the blueprint `bootstrap` makes both. */
export interface IdentityBounds {
  /** Path of roles, policies and instance profiles, such as `/plinth/`. */
  readonly path: string;
  /** Path and name of a managed policy in the account of each stack, such as `plinth-platform/plinth-boundary`. */
  readonly permissionsBoundary: string;
}

class Bounds implements IAspect {
  readonly #bounds: IdentityBounds;

  constructor(bounds: IdentityBounds) {
    this.#bounds = bounds;
  }

  visit(node: IConstruct): void {
    const { path, permissionsBoundary } = this.#bounds;
    if (node instanceof CfnRole) {
      const { partition, account } = Stack.of(node);
      node.permissionsBoundary ??= `arn:${partition}:iam::${account}:policy/${permissionsBoundary}`;
    }
    if (
      node instanceof CfnRole ||
      node instanceof CfnManagedPolicy ||
      node instanceof CfnInstanceProfile
    ) {
      if (node.path === undefined || node.path === '/') {
        node.path = path;
      }
    }
  }
}

/**
 * Puts every role, managed policy and instance profile below the path, and every role under the boundary. CloudFormation's
 * role can make no other, so that code in a stack that says otherwise is refused when it is deployed.
 */
export function boundIdentities(
  scope: IConstruct,
  bounds: IdentityBounds,
): void {
  Aspects.of(scope).add(new Bounds(bounds));
}

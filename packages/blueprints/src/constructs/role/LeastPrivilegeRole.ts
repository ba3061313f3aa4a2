import { type Duration, Stack } from 'aws-cdk-lib/core';
import {
  Effect,
  type IManagedPolicy,
  type IPrincipal,
  ManagedPolicy,
  PolicyStatement,
  Role,
} from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledge } from '../../base/acknowledge';
import { findingName } from './findingName';

/** One thing that a role may do. */
export interface Grant {
  /** Names the statement: letters and digits. */
  readonly sid: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** @default - none */
  readonly conditions?: Record<string, Record<string, unknown>>;
  /**
   * Why a wildcard in the actions or resources is needed; a grant with a wildcard and without a reason is refused.
   *
   * @default - there is no wildcard
   */
  readonly wildcard?: string;
  /** @default false - the statement allows */
  readonly deny?: boolean;
}

/** Settings of a `LeastPrivilegeRole`. */
export interface LeastPrivilegeRoleProps {
  readonly assumedBy: IPrincipal;
  readonly description: string;
  readonly grants: readonly Grant[];
  /** @default - a generated name */
  readonly roleName?: string;
  /** @default / */
  readonly path?: string;
  /**
   * The path of its policies, which CloudFormation names.
   *
   * @default /
   */
  readonly policyPath?: string;
  /** @default - 1 hour */
  readonly maxSessionDuration?: Duration;
  /**
   * A policy that no grant can exceed.
   *
   * @default - none
   */
  readonly permissionsBoundary?: IManagedPolicy;
}

/**
 * A role whose every wildcard has a reason, and which can never be granted every action on every resource.
 *
 * Grants live in one managed policy, where they can be read, versioned and attached at one place.
 */
export class LeastPrivilegeRole extends Construct {
  readonly role: Role;
  readonly #description: string;
  readonly #policyPath?: string;
  readonly #policy: ManagedPolicy;

  constructor(scope: Construct, id: string, props: LeastPrivilegeRoleProps) {
    super(scope, id);
    this.#description = props.description;
    this.#policyPath = props.policyPath;
    this.role = new Role(this, 'Role', {
      assumedBy: props.assumedBy,
      description: props.description,
      roleName: props.roleName,
      path: props.path,
      maxSessionDuration: props.maxSessionDuration,
      permissionsBoundary: props.permissionsBoundary,
    });
    this.#policy = this.#newPolicy('Policy');
    this.allow(...props.grants);
  }

  get roleArn(): string {
    return this.role.roleArn;
  }

  /** Adds grants; throws when one has a wildcard without a reason, or allows everything on everything. */
  allow(...grants: Grant[]): void {
    this.#allowBy(this.#policy, grants);
  }

  /** Adds grants as a policy of their own, for roles that need more than the 6,144 characters of one. */
  allowApart(id: string, ...grants: Grant[]): void {
    this.#allowBy(this.#newPolicy(id), grants);
  }

  #newPolicy(id: string): ManagedPolicy {
    return new ManagedPolicy(this, id, {
      description: this.#description,
      path: this.#policyPath,
      roles: [this.role],
    });
  }

  #allowBy(policy: ManagedPolicy, grants: readonly Grant[]): void {
    for (const grant of grants) {
      if (!grant.deny) {
        this.#requireReasons(grant);
      }
      policy.addStatements(
        new PolicyStatement({
          sid: grant.sid,
          effect: grant.deny ? Effect.DENY : Effect.ALLOW,
          actions: [...grant.actions],
          resources: [...grant.resources],
          conditions: grant.conditions,
        }),
      );
    }
  }

  #requireReasons(grant: Grant): void {
    const stack = Stack.of(this);
    const findings = [
      ...grant.actions
        .filter(action => action.includes('*'))
        .map(action => `Action::${action}`),
      ...grant.resources
        .map(resource => findingName(stack, resource))
        .filter(resource => resource.includes('*'))
        .map(resource => `Resource::${resource}`),
    ];
    if (findings.includes('Action::*')) {
      throw new Error(
        `grant ${grant.sid}: every action is too much for any role; name the actions`,
      );
    }
    if (
      findings.includes('Resource::*') &&
      grant.actions.some(action => action.endsWith(':*'))
    ) {
      throw new Error(
        `grant ${grant.sid}: every action of a service on every resource is refused; name the actions or the resources`,
      );
    }
    if (findings.length > 0 && !grant.wildcard) {
      throw new Error(
        `grant ${grant.sid}: ${findings.join(', ')} needs a reason; set wildcard, or name what it stands for`,
      );
    }
    for (const finding of findings) {
      acknowledge(this, `AwsSolutions-IAM5[${finding}]`, grant.wildcard ?? '');
    }
  }
}

import { Validations } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';

/**
 * Accepts a finding of cdk-nag on one construct and what it holds, for a reason that a reviewer can check.
 *
 * Put it beside the resource that it is about. Throws when the reason says too little to be one.
 */
export function acknowledge(
  construct: IConstruct,
  rule: string,
  reason: string,
): void {
  if (reason.trim().split(/\s+/).length < 5) {
    throw new Error(
      `${rule} on ${construct.node.path} needs a reason that a reviewer can check`,
    );
  }
  Validations.of(construct).acknowledge({ id: rule, reason });
}

import { Validations } from 'aws-cdk-lib/core';
import { DISABLE_METADATA_STACK_TRACE } from 'aws-cdk-lib/cx-api';
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
  const note = () =>
    Validations.of(construct).acknowledge({ id: rule, reason });
  if (construct.node.tryGetContext(DISABLE_METADATA_STACK_TRACE)) {
    withoutStackTrace(note);
  } else {
    note();
  }
}

/**
 * The CDK notes with a reason where it was given, also in an app that records no stack traces. To look that up in the source maps, a few
 * hundred times, took a tenth of a synthesis.
 */
function withoutStackTrace(work: () => void): void {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    work();
  } finally {
    Error.stackTraceLimit = limit;
  }
}

import { Stack, Token } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';

/** Where CloudFront takes its certificates, firewalls and log deliveries from, wherever its origin lives. */
const EDGE_REGION = 'us-east-1';

/** Throws a RangeError when the construct's stack is known to be in another region than CloudFront's. */
export function requireEdgeRegion(construct: Construct): void {
  const { region } = Stack.of(construct);
  if (Token.isUnresolved(region) || region === EDGE_REGION) return;
  throw new RangeError(
    `region: ${construct.node.path} belongs to CloudFront, which takes it from ${EDGE_REGION} alone, and its stack is in ${region}; put it into a stack of its own there`,
  );
}

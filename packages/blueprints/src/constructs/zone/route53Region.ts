import { Stack, Token } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';

/** Where Route 53 takes the log groups and the keys of public zones from. */
const ROUTE53_REGION = 'us-east-1';

/** Throws a RangeError when the construct's stack is known to be in another region than that of Route 53. */
export function requireRoute53Region(construct: Construct): void {
  const { region } = Stack.of(construct);
  if (Token.isUnresolved(region) || region === ROUTE53_REGION) return;
  throw new RangeError(
    `region: ${construct.node.path} belongs to Route 53, which takes it from ${ROUTE53_REGION} alone, and its stack is in ${region}; put it into a stack of its own there`,
  );
}

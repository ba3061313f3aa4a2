import { Stack, Token } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { partitionOf } from '../schema';

/** Where CloudFront and Route 53 take certificates, firewalls, keys and logs from, wherever else the unit lives. */
const GLOBAL_REGION = 'us-east-1';

/** Throws a RangeError when the construct's stack is known to be in another region than the global service's. */
export function requireGlobalRegion(
  construct: Construct,
  service: 'CloudFront' | 'Route 53',
): void {
  const { region } = Stack.of(construct);
  if (Token.isUnresolved(region) || region === GLOBAL_REGION) {
    return;
  }
  const { name, title } = partitionOf(region);
  if (name !== 'aws') {
    throw new RangeError(
      `region: ${construct.node.path} belongs to ${service}, which blueprints have in the partition aws alone, and its stack is in ${region} of ${name}, ${title}; leave it out there`,
    );
  }
  throw new RangeError(
    `region: ${construct.node.path} belongs to ${service}, which takes it from ${GLOBAL_REGION} alone, and its stack is in ${region}; put it into a stack of its own there`,
  );
}

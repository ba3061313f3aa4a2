import {
  ArnPrincipal,
  CompositePrincipal,
  type PrincipalBase,
} from 'aws-cdk-lib/aws-iam';
import type { Stack } from 'aws-cdk-lib/core';

/**
 * People of the account who signed in with a second factor, for a role's trust; a policy of theirs must let them assume it too.
 *
 * Sessions of Identity Center do not say whether they had one, because it asks for it before AWS sees them: they are known by
 * the path of their role, which nobody but Identity Center can make roles in.
 */
export function peopleWithSecondFactor(stack: Stack): PrincipalBase {
  const account = `arn:${stack.partition}:iam::${stack.account}`;
  const people = new ArnPrincipal(`${account}:root`);
  return new CompositePrincipal(
    people.withConditions({
      Bool: { 'aws:MultiFactorAuthPresent': 'true' },
    }),
    people.withConditions({
      ArnLike: {
        'aws:PrincipalArn': `${account}:role/aws-reserved/sso.amazonaws.com/*`,
      },
    }),
  );
}

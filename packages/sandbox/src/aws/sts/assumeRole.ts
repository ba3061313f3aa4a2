import type { AwsContext } from '../AwsContext';
import { evaluateTrust } from '../iam/evaluatePolicies';
import { AwsError } from '../protocols/AwsError';
import type { Operation } from '../service/AwsService';
import { openSession, sessionOptions } from './openSession';

/** Opens a session of a role for a user or another role's session. */
export function assumeRole(
  context: Pick<AwsContext, 'iam' | 'sessions' | 'authorizer'>,
): Operation {
  const { iam, authorizer } = context;
  return (call, input) => {
    const { principal } = call;
    const arn = input.text('RoleArn');
    const externalId = input.optionalText('ExternalId');
    const session = sessionOptions(input);
    input.end();
    const role = iam.roleByArn(arn);
    const refused = (because?: string) =>
      new AwsError(
        'AccessDenied',
        `User: ${principal.arn} is not authorized to perform: sts:AssumeRole on resource: ${arn}${because ? ` ${because}` : ''}`,
        403,
      );
    if (!role || principal.readOnly) {
      throw refused();
    }
    const trusts = (names: string[]) =>
      evaluateTrust(role.trust, {
        action: 'sts:AssumeRole',
        caller: { AWS: names },
        conditionKeys: {
          ...authorizer.conditionKeys(call),
          'aws:ResourceAccount': role.account,
          'sts:ExternalId': externalId,
          'sts:RoleSessionName': session.name,
        },
      });
    const { account } = principal;
    const byName = trusts([principal.roleArn ?? principal.arn, principal.arn]);
    const byAccount = trusts([`arn:aws:iam::${account}:root`, account]);
    const own = authorizer.decide(call, {
      action: 'sts:AssumeRole',
      resource: arn,
    });
    // A trust policy that names the caller suffices within the account; one that names the account delegates to it.
    const ownEffect = own.effect === 'allowed';
    const allowed =
      own.effect !== 'denied' &&
      ((byName.effect === 'allowed' &&
        (account === role.account || ownEffect)) ||
        (byAccount.effect === 'allowed' && ownEffect));
    if (!allowed) {
      throw refused(byName.fault ?? own.fault);
    }
    return openSession(context, role, session);
  };
}

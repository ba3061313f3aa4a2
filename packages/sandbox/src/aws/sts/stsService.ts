import type { AwsContext } from '../AwsContext';
import { queryProtocol } from '../protocols/queryProtocol';
import type { AwsService } from '../service/AwsService';
import { assumeRole } from './assumeRole';
import { assumeRoleWithWebIdentity } from './assumeRoleWithWebIdentity';

/** Security Token Service: who am I, and sessions of roles. */
export function stsService(
  context: Pick<AwsContext, 'clock' | 'iam' | 'sessions' | 'authorizer'>,
): AwsService {
  return {
    signingName: 'sts',
    protocol: queryProtocol('https://sts.amazonaws.com/doc/2011-06-15/'),
    invalidParameter: 'ValidationError',
    operations: {
      GetCallerIdentity: ({ principal }) => ({
        UserId: principal.principalId,
        Account: principal.account,
        Arn: principal.arn,
      }),
      AssumeRole: assumeRole(context),
      AssumeRoleWithWebIdentity: assumeRoleWithWebIdentity(context),
    },
  };
}

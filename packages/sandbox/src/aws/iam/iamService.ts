import type { AwsContext } from '../AwsContext';
import { queryProtocol } from '../protocols/queryProtocol';
import type { AwsService } from '../service/AwsService';
import { managedPolicyOperations } from './managedPolicyOperations';
import { oidcProviderOperations } from './oidcProviderOperations';
import { roleOperations } from './roleOperations';
import { rolePolicyOperations } from './rolePolicyOperations';

/** IAM, as far as roles, their policies and OpenID Connect providers. */
export function iamService({ iam }: Pick<AwsContext, 'iam'>): AwsService {
  return {
    signingName: 'iam',
    protocol: queryProtocol('https://iam.amazonaws.com/doc/2010-05-08/'),
    invalidParameter: 'ValidationError',
    operations: {
      ...roleOperations(iam),
      ...rolePolicyOperations(iam),
      ...managedPolicyOperations(iam),
      ...oidcProviderOperations(iam),
      ListAccountAliases: () => ({ AccountAliases: [], IsTruncated: false }),
    },
  };
}

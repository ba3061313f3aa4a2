import { MANAGEMENT_ACCOUNT, type SandboxAccount } from '../Accounts';
import type { AwsContext } from '../AwsContext';
import { json11 } from '../protocols/jsonProtocol';
import type { AwsCall } from '../service/AwsCall';
import { AwsError } from '../protocols/AwsError';
import type { AwsService } from '../service/AwsService';

const ORGANIZATION = 'o-exampleorgid';

/** Organizations: the organisation and its accounts, read only. Accounts can be listed from the management account. */
export function organizationsService({
  accounts,
}: Pick<AwsContext, 'accounts'>): AwsService {
  const arn = (id: string) =>
    `arn:aws:organizations::${MANAGEMENT_ACCOUNT}:account/${ORGANIZATION}/${id}`;
  const onlyManagement = (call: AwsCall) => {
    if (call.account !== MANAGEMENT_ACCOUNT) {
      throw new AwsError(
        'AccessDeniedException',
        "You don't have permissions to access this resource.",
      );
    }
  };
  const described = (account: SandboxAccount) => ({
    Id: account.id,
    Arn: arn(account.id),
    Email: account.email,
    Name: account.name,
    Status: 'ACTIVE',
    State: 'ACTIVE',
    JoinedMethod: 'CREATED',
    JoinedTimestamp: new Date(account.joinedAt),
  });
  return {
    signingName: 'organizations',
    protocol: json11,
    invalidParameter: 'InvalidInputException',
    operations: {
      DescribeOrganization: () => ({
        Organization: {
          Id: ORGANIZATION,
          Arn: `arn:aws:organizations::${MANAGEMENT_ACCOUNT}:organization/${ORGANIZATION}`,
          FeatureSet: 'ALL',
          MasterAccountId: MANAGEMENT_ACCOUNT,
          MasterAccountArn: arn(MANAGEMENT_ACCOUNT),
          MasterAccountEmail: accounts.get(MANAGEMENT_ACCOUNT)?.email,
          AvailablePolicyTypes: [],
        },
      }),
      ListAccounts: (call, input) => {
        onlyManagement(call);
        const { items, nextToken } = input.page(accounts.list(), {
          limit: 'MaxResults',
          default: 20,
        });
        return { Accounts: items.map(described), NextToken: nextToken };
      },
      DescribeAccount: (call, input) => {
        onlyManagement(call);
        const account = accounts.get(input.text('AccountId'));
        if (!account) {
          throw new AwsError(
            'AccountNotFoundException',
            "You specified an account that doesn't exist.",
          );
        }
        return { Account: described(account) };
      },
    },
  };
}

import type { Accounts, SandboxAccount } from '../Accounts';
import { AwsError, unsupportedOperation } from '../service/AwsError';
import type { AwsCall } from '../service/AwsCall';
import type { AwsService } from '../service/AwsService';
import { Input } from '../service/Input';
import { page } from '../service/page';

const ORGANIZATION = 'o-exampleorgid';

/** Organizations: the organisation and its accounts, read only. Accounts can be listed from the management account. */
export class OrganizationsService implements AwsService {
  readonly signingName = 'organizations';
  readonly protocol = 'json1.1';
  readonly targetPrefix = 'AWSOrganizationsV20161128';
  readonly #accounts: Accounts;
  readonly #managementAccount: string;

  constructor(options: { accounts: Accounts; managementAccount: string }) {
    this.#accounts = options.accounts;
    this.#managementAccount = options.managementAccount;
  }

  async handle(call: AwsCall): Promise<Record<string, unknown>> {
    switch (call.operation) {
      case 'DescribeOrganization':
        return { Organization: this.#organization() };
      case 'ListAccounts':
        return this.#listAccounts(call);
      case 'DescribeAccount':
        return this.#describeAccount(call);
      default:
        throw unsupportedOperation(call);
    }
  }

  #organization() {
    const management = this.#accounts.get(this.#managementAccount);
    return {
      Id: ORGANIZATION,
      Arn: `arn:aws:organizations::${this.#managementAccount}:organization/${ORGANIZATION}`,
      FeatureSet: 'ALL',
      MasterAccountId: this.#managementAccount,
      MasterAccountArn: this.#arn(this.#managementAccount),
      MasterAccountEmail: management?.email,
      AvailablePolicyTypes: [],
    };
  }

  #listAccounts(call: AwsCall) {
    this.#onlyManagement(call);
    const input = new Input(call, 'InvalidInputException');
    const { items, nextToken } = page(this.#accounts.list(), {
      token: input.optionalText('NextToken'),
      limit: input.number('MaxResults', { default: 20, min: 1, max: 20 }),
      question: 'accounts',
      errorCode: 'InvalidInputException',
    });
    return {
      Accounts: items.map(account => this.#described(account)),
      NextToken: nextToken,
    };
  }

  #describeAccount(call: AwsCall) {
    this.#onlyManagement(call);
    const id = new Input(call, 'InvalidInputException').text('AccountId');
    const account = this.#accounts.get(id);
    if (!account) {
      throw new AwsError(
        'AccountNotFoundException',
        "You specified an account that doesn't exist.",
      );
    }
    return { Account: this.#described(account) };
  }

  #described(account: SandboxAccount) {
    return {
      Id: account.id,
      Arn: this.#arn(account.id),
      Email: account.email,
      Name: account.name,
      Status: 'ACTIVE',
      State: 'ACTIVE',
      JoinedMethod: 'CREATED',
      JoinedTimestamp: new Date(account.joinedAt),
    };
  }

  #onlyManagement(call: AwsCall) {
    if (call.account !== this.#managementAccount) {
      throw new AwsError(
        'AccessDeniedException',
        "You don't have permissions to access this resource.",
      );
    }
  }

  #arn(id: string): string {
    return `arn:aws:organizations::${this.#managementAccount}:account/${ORGANIZATION}/${id}`;
  }
}

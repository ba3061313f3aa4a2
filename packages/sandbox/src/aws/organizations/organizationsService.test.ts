import {
  DescribeAccountCommand,
  DescribeOrganizationCommand,
  ListAccountsCommand,
  ListRootsCommand,
  OrganizationsClient,
  paginateListAccounts,
} from '@aws-sdk/client-organizations';
import { clientOptions, DEV, PAYER } from '../testing/clientOptions';
import { startServices } from '../testing/startServices';

describe('Organizations', () => {
  let sandbox: Awaited<ReturnType<typeof startServices>>;
  let management: OrganizationsClient;
  let member: OrganizationsClient;

  beforeAll(async () => {
    sandbox = await startServices();
    sandbox.accounts.add({ id: PAYER, name: 'shared-services' });
    sandbox.accounts.add({ id: DEV, name: 'dev' });
    sandbox.accounts.add({ id: '444455556666', name: 'staging' });
    management = new OrganizationsClient(
      clientOptions(sandbox.url, { account: PAYER }),
    );
    member = new OrganizationsClient(clientOptions(sandbox.url));
  });
  afterAll(async () => {
    management.destroy();
    member.destroy();
    await sandbox.close();
  });

  it('lists accounts in pages', async () => {
    const names = [];
    for await (const page of paginateListAccounts(
      { client: management, pageSize: 2 },
      {},
    )) {
      names.push(page.Accounts?.map(account => account.Name));
    }
    expect(names).toEqual([['shared-services', 'dev'], ['staging']]);
  });

  it('describes the organisation and an account', async () => {
    const { Organization } = await member.send(
      new DescribeOrganizationCommand({}),
    );
    expect(Organization?.MasterAccountId).toBe(PAYER);
    const { Account } = await management.send(
      new DescribeAccountCommand({ AccountId: DEV }),
    );
    expect(Account).toMatchObject({ Name: 'dev', Status: 'ACTIVE' });
    expect(Account?.JoinedTimestamp).toBeInstanceOf(Date);
    await expect(
      management.send(
        new DescribeAccountCommand({ AccountId: '999999999999' }),
      ),
    ).rejects.toMatchObject({ name: 'AccountNotFoundException' });
  });

  it('refuses members, and what it lacks', async () => {
    await expect(
      member.send(new ListAccountsCommand({})),
    ).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await expect(management.send(new ListRootsCommand({}))).rejects.toThrow(
      /not implemented/,
    );
  });
});

import type { Governance } from '@plinth/blueprints/schema';
import { REPOSITORY } from '../__testUtils__/repository';
import { PlacementService } from './PlacementService';

type Account = Governance['authorizes']['accounts'][number];

const account = (id: string, overrides: Partial<Account> = {}): Account => ({
  id,
  name: `account-${id}`,
  regions: ['us-east-1'],
  stages: ['dev'],
  ...overrides,
});

const phase = (name: string, ...accounts: Account[]) =>
  ({ phase: name, authorizes: { accounts } }) as Governance;

describe('PlacementService', () => {
  const other = { ...REPOSITORY, fullName: 'github.example.com/acme/networks' };
  const readGovernance = jest.fn<Promise<Governance>, [{ fullName: string }]>();
  let time: number;
  let service: PlacementService;

  beforeEach(() => {
    readGovernance.mockReset();
    readGovernance.mockImplementation(async ({ fullName }) =>
      fullName === other.fullName
        ? phase(
            'networks',
            account('1', { regions: ['us-west-2'], stages: ['staging'] }),
            account('2'),
          )
        : phase('platform', account('1')),
    );
    time = Date.parse('2026-05-10T12:00:00Z');
    service = new PlacementService({
      repositories: [REPOSITORY, other],
      readGovernance,
      now: () => new Date(time),
    });
  });

  it('lists what each repository authorizes, and keeps apart what two say of one account', async () => {
    const name = 'account-1';
    expect(await service.list()).toEqual({
      phase: 'platform, networks',
      items: [
        {
          repository: REPOSITORY.fullName,
          account: '1',
          name,
          regions: ['us-east-1'],
          stages: ['dev'],
        },
        {
          repository: other.fullName,
          account: '1',
          name,
          regions: ['us-west-2'],
          stages: ['staging'],
        },
        {
          repository: other.fullName,
          account: '2',
          name: 'account-2',
          regions: ['us-east-1'],
          stages: ['dev'],
        },
      ],
    });
  });

  it('reads each file once for forms that ask at a time, and again when it grows old', async () => {
    await Promise.all([service.list(), service.list()]);
    time += 14_999;
    await service.list();
    expect(readGovernance).toHaveBeenCalledTimes(2);
    time += 2;
    await service.list();
    expect(readGovernance).toHaveBeenCalledTimes(4);
  });

  it('tells what it knows while one file can not be read, and of which it knows nothing', async () => {
    readGovernance.mockRejectedValueOnce(new Error('GitHub does not answer'));
    const { items, unread } = await service.list();
    expect(items.map(({ repository }) => repository)).toEqual([
      other.fullName,
      other.fullName,
    ]);
    expect(unread).toEqual([
      {
        repository: REPOSITORY.fullName,
        reason: expect.stringMatching(
          /It is not known what main of https:.* authorizes.*GitHub does not answer/,
        ),
      },
    ]);
  });

  it('fails while none can be read, and remembers no failure', async () => {
    readGovernance
      .mockRejectedValueOnce(new Error('GitHub does not answer'))
      .mockRejectedValueOnce(new Error('nor does it now'));
    await expect(service.list()).rejects.toThrow(/GitHub does not answer/);
    expect((await service.list()).items).toHaveLength(3);
  });
});

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

  it('lists what any of the repositories authorizes, account by account', async () => {
    expect(await service.list()).toEqual({
      phase: 'platform, networks',
      items: [
        {
          account: '1',
          name: 'account-1',
          regions: ['us-east-1', 'us-west-2'],
          stages: ['dev', 'staging'],
        },
        {
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

  it('fails while a file can not be read, and remembers no failure', async () => {
    readGovernance.mockRejectedValueOnce(new Error('GitHub does not answer'));
    await expect(service.list()).rejects.toThrow(
      /It is not known what main of https:.* authorizes.*GitHub does not answer/,
    );
    expect((await service.list()).items).toHaveLength(2);
  });
});

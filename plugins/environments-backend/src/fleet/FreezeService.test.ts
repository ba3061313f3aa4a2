import type { Freeze } from '@plinth/repository';
import { REPOSITORY } from '../__testUtils__/repository';
import { FreezeService } from './FreezeService';

const freeze = (name: string, until: string): Freeze => ({
  name,
  reason: 'The books are closed',
  by: 'user:default/developer',
  until,
  stages: ['production'],
});

describe('FreezeService', () => {
  const other = { ...REPOSITORY, fullName: 'github.example.com/acme/networks' };
  const readFreezes = jest.fn<Promise<Freeze[]>, [{ fullName: string }]>();
  let time: number;
  let service: FreezeService;

  beforeEach(() => {
    readFreezes.mockReset();
    readFreezes.mockImplementation(async ({ fullName }) =>
      fullName === other.fullName
        ? [freeze('audit', '2026-06-01T00:00:00Z')]
        : [
            freeze('year-end', '2027-01-02T00:00:00Z'),
            freeze('over', '2026-05-10T12:00:00Z'),
          ],
    );
    time = Date.parse('2026-05-10T12:00:00Z');
    service = new FreezeService({
      repositories: [REPOSITORY, other],
      readFreezes,
      now: () => new Date(time),
    });
  });

  it('lists those of all repositories that have not ended, with the place of their files', async () => {
    const { items } = await service.list();
    expect(items.map(({ name }) => name)).toEqual(['audit', 'year-end']);
    expect(items[1]).toEqual({
      ...freeze('year-end', '2027-01-02T00:00:00Z'),
      repository: REPOSITORY.fullName,
      units: [],
      url: `${REPOSITORY.url}/blob/main/governance/freezes/year-end.json`,
    });
  });

  it('reads each repository once for pages that ask at a time, and remembers no failure', async () => {
    await Promise.all([service.list(), service.list()]);
    expect(readFreezes).toHaveBeenCalledTimes(2);
    time += 15_001;
    readFreezes.mockRejectedValueOnce(new Error('year-end.json is no JSON'));
    const { items, unread } = await service.list();
    expect(items.map(({ name }) => name)).toEqual(['audit']);
    expect(unread).toEqual([
      {
        repository: REPOSITORY.fullName,
        reason: expect.stringMatching(
          /not known what is frozen on main of .*nothing is deployed there.*is no JSON/,
        ),
      },
    ]);
    expect(await service.list()).toMatchObject({
      items: [{ name: 'audit' }, { name: 'year-end' }],
    });
    time += 15_001;
    readFreezes
      .mockRejectedValueOnce(new Error('down'))
      .mockRejectedValueOnce(new Error('down too'));
    await expect(service.list()).rejects.toThrow(/down/);
  });
});

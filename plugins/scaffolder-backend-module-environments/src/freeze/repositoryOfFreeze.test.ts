import { parseRepositoryUrl } from '@plinth/repository';
import type { FreezeRequest } from './FreezeRequest';
import { repositoryOfFreeze } from './repositoryOfFreeze';

const configured = ['infrastructure', 'payments'].map(repo => ({
  ...parseRepositoryUrl(`https://github.com/acme/${repo}`),
  branch: 'main',
}));
const [infrastructure, payments] = configured;
const FREEZE = {
  step: 'freeze',
  name: 'year-end',
  reason: 'The books are closed',
  until: '2099-01-02T06:00:00Z',
} as const;
const LIFT = { step: 'unfreeze', name: 'year-end' } as const;

describe('the repository of a freeze', () => {
  /** Names of the repositories that have the freeze already; one that is down says nothing. */
  const choose = (
    request: FreezeRequest,
    options: { having?: string[]; down?: string; repoUrl?: string } = {},
  ) =>
    repositoryOfFreeze(request, {
      configured,
      repoUrl: options.repoUrl,
      repositoryOf: async ref =>
        ref.includes('ledger') ? payments : infrastructure,
      read: async ({ repo }, path) => {
        if (repo === options.down) {
          throw new Error('GitHub does not answer');
        }
        return options.having?.includes(repo) ? `{} of ${path}` : undefined;
      },
    });

  it('is that of its units', async () => {
    expect(await choose({ ...FREEZE, units: ['ledger-dev'] })).toBe(payments);
    await expect(
      choose({ ...FREEZE, units: ['ledger-dev', 'claims-dev'] }),
    ).rejects.toThrow(
      'units: they are in acme/payments and acme/infrastructure, and a freeze is one of a repository; ask for one in each',
    );
  });

  it('has to be named for stages alone', async () => {
    const stages = { ...FREEZE, stages: ['production'] };
    await expect(choose(stages)).rejects.toThrow(
      'repository: acme/infrastructure and acme/payments are infrastructure repositories; say which of them is meant',
    );
    expect(await choose(stages, { repoUrl: payments.url })).toBe(payments);
  });

  it('is the only one that has the freeze to be lifted, as far as can be read', async () => {
    expect(await choose(LIFT, { having: ['payments'] })).toBe(payments);
    expect(
      await choose(LIFT, { having: ['payments'], down: 'infrastructure' }),
    ).toBe(payments);
    await expect(
      choose(LIFT, { having: ['infrastructure', 'payments'] }),
    ).rejects.toThrow(
      'acme/infrastructure and acme/payments have governance/freezes/year-end.json; say which of them is meant',
    );
    await expect(choose(LIFT, { down: 'payments' })).rejects.toThrow(
      'there is no governance/freezes/year-end.json on the main branch of acme/infrastructure, so there is nothing to lift; acme/payments could not be read: GitHub does not answer',
    );
  });
});

import type { AccountCosts } from '@plinth/plugin-environments-common';
import { act, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { fakeApi, fresh, renderOnEntity } from '../__testUtils__/fixtures';
import { AccountCostsPanel } from './AccountCostsPanel';

const NONE = {
  units: 0,
  shared: 0,
  unlisted: 0,
  untagged: 0,
  adjustments: 0,
  total: 0,
};

function bills(change: Partial<AccountCosts> = {}): AccountCosts {
  return {
    month: '2026-11',
    currency: 'USD',
    estimated: true,
    items: [],
    total: NONE,
    freshness: fresh,
    ...change,
  };
}

async function open(
  getAccountCosts: (query?: { month?: string }) => Promise<AccountCosts>,
) {
  await renderOnEntity(<AccountCostsPanel />, fakeApi({ getAccountCosts }));
  const details = screen.getByText(/^Cost by account/).closest('details')!;
  // The browser opens it on a press; jsdom does, and tells of it only later.
  await act(async () => {
    details.open = true;
    details.dispatchEvent(new Event('toggle'));
  });
}

describe('the cost by account', () => {
  it('shows whose each bill is, in cents also of thousands, and the sum of all accounts', async () => {
    const dev = { ...NONE, units: 1234.56, untagged: 0.44, total: 1235 };
    const other = { ...NONE, shared: 10, adjustments: -3.5, total: 6.5 };
    await open(async () =>
      bills({
        items: [
          { account: '111122223333', accountName: 'dev', ...dev },
          { account: '999988887777', ...other },
        ],
        total: {
          ...NONE,
          units: 1234.56,
          shared: 10,
          untagged: 0.44,
          adjustments: -3.5,
          total: 1241.5,
        },
      }),
    );
    const table = await screen.findByRole('table', {
      name: 'Cost by account in 2026-11',
    });
    const texts = within(table)
      .getAllByRole('row')
      .map(row => [...row.querySelectorAll('th, td')].map(c => c.textContent));
    expect(texts[0]).toContain('No unit (US$)');
    expect(texts.slice(1)).toEqual([
      [
        'dev (111122223333)',
        '$1,234.56',
        '$0.00',
        '$0.00',
        '$0.44',
        '$0.00',
        '$1,235.00',
      ],
      ['999988887777', '$0.00', '$10.00', '$0.00', '$0.00', '-$3.50', '$6.50'],
      [
        'All accounts',
        '$1,234.56',
        '$10.00',
        '$0.00',
        '$0.44',
        '-$3.50',
        '$1,241.50',
      ],
    ]);
    expect(screen.getByText(/still an estimate/)).toBeInTheDocument();
  });

  it('goes to the months before, and not beyond this one', async () => {
    const asked: Array<string | undefined> = [];
    await open(async query => {
      asked.push(query?.month);
      return bills();
    });
    expect(
      await screen.findByText('No account has a cost in this month'),
    ).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Later' })).toBeDisabled();
    await userEvent.click(screen.getByRole('button', { name: 'Earlier' }));
    await screen.findByText('No account has a cost in this month');
    const [now, before] = asked;
    expect(before! < now!).toBe(true);
    await userEvent.click(screen.getByRole('button', { name: 'Later' }));
    await screen.findByText('No account has a cost in this month');
    expect(asked.at(-1)).toBe(now);
  });

  it('says why nothing is known', async () => {
    const reason = 'No cost is collected';
    await open(async () =>
      bills({ freshness: { ...fresh, readAt: null, stale: true, reason } }),
    );
    expect(
      await screen.findByText('The bills are not known'),
    ).toBeInTheDocument();
    expect(screen.getByText(reason, { exact: false })).toBeInTheDocument();
  });

  it('says that it could not be read, and tries again', async () => {
    const answers = [Promise.reject(new Error('The API is down'))];
    await open(() => answers.shift() ?? Promise.resolve(bills()));
    expect(
      await screen.findByText('The bills could not be read'),
    ).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(
      await screen.findByText('No account has a cost in this month'),
    ).toBeInTheDocument();
  });
});

import type { Home } from '@plinth/plugin-environments-common';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { fakeApi, fresh, renderOnEntity, row } from '../__testUtils__/fixtures';
import { HomePage } from './HomePage';

const HOUR_AGO = new Date(Date.now() - 3_600_000).toISOString();
const request = { owner: 'acme', repo: 'infrastructure', number: 7 };

function home(over: Partial<Home> = {}): Home {
  return {
    requests: [],
    waiting: [],
    units: [],
    counts: { units: 0, health: {}, sync: {}, overBudget: 0 },
    monthToDate: null,
    changes: { since: HOUR_AGO, items: [], more: false },
    freshness: fresh,
    ...over,
  };
}

const show = (getHome: () => Promise<Home>) =>
  renderOnEntity(<HomePage />, fakeApi({ getHome }));
const region = (name: string) => within(screen.getByRole('region', { name }));

describe('the home page', () => {
  it('shows what waits, what was asked for, what is mine and what changed', async () => {
    await show(async () =>
      home({
        waiting: [
          {
            kind: 'review',
            title: 'Change orders',
            detail: 'An owner has to approve.',
            since: HOUR_AGO,
            request: { ...request, number: 8 },
            url: 'https://github.example.com/8/files',
          },
          {
            kind: 'drift',
            title: 'claims-dev is not as main says',
            entityRef: 'resource:default/claims-dev',
          },
        ],
        requests: [
          {
            ...request,
            title: 'Create billing',
            url: 'https://github.example.com/7',
            state: 'open',
            phase: 'review',
            turn: {
              role: 'reviewers',
              who: ['octocat'],
              what: '',
              since: HOUR_AGO,
            },
            createdAt: HOUR_AGO,
            units: [],
          },
        ],
        units: [row({ name: 'claims-dev', health: 'Degraded' })],
        counts: {
          units: 3,
          health: { Healthy: 2 },
          sync: { Drifted: 1 },
          overBudget: 0,
        },
        monthToDate: 42.5,
        changes: {
          since: HOUR_AGO,
          more: true,
          items: [
            {
              id: '1',
              at: HOUR_AGO,
              type: 'merged',
              summary: 'Merged by admin',
              actor: 'admin',
              entityRef: 'resource:default/claims-dev',
              request,
            },
          ],
        },
      }),
    );
    expect(
      await screen.findByRole('link', { name: 'Change orders' }),
    ).toHaveAttribute('href', '/environments/requests/acme/infrastructure/8');
    expect(
      region('Waiting for you').getByRole('link', { name: /not as main says/ }),
    ).toHaveAttribute('href', '/catalog/default/resource/claims-dev');
    const mine = region('My requests');
    expect(mine.getByText('In review')).toBeInTheDocument();
    expect(mine.getByText(/octocat/)).toBeInTheDocument();
    expect(mine.getByRole('link', { name: 'Create billing' })).toHaveAttribute(
      'href',
      '/environments/requests/acme/infrastructure/7',
    );
    expect(region('Mine').getByText('$42.50')).toBeInTheDocument();
    expect(region('Mine').getByText('Degraded')).toBeInTheDocument();
    expect(region('Mine').getByText(/1 of 3/)).toBeInTheDocument();
    expect(
      region('In the last 30 days').getByRole('link', {
        name: 'Merged by admin',
      }),
    ).toBeInTheDocument();
    expect(screen.getByText(/There is more/)).toBeInTheDocument();
  });

  it('says what there will be where there is nothing', async () => {
    await show(async () => home());
    expect(
      await screen.findByText('Nothing waits for you.'),
    ).toBeInTheDocument();
    expect(screen.getByText(/You have asked for nothing/)).toBeInTheDocument();
    expect(
      screen.getByText(/Your groups own no environment or tenant/),
    ).toBeInTheDocument();
    expect(screen.getByText(/Nothing has changed/)).toBeInTheDocument();
    expect(
      screen.getByRole('link', { name: 'New environment' }),
    ).toBeInTheDocument();
  });

  it('says that it waits', async () => {
    await show(() => new Promise(() => {}));
    expect(
      screen.getByRole('status', { name: 'Reading what is yours' }),
    ).toBeInTheDocument();
  });

  it('says why what it shows is old', async () => {
    await show(async () =>
      home({ freshness: { ...fresh, stale: true, reason: 'GitHub is away.' } }),
    );
    expect(await screen.findByText(/GitHub is away/)).toBeInTheDocument();
  });

  it('says what failed, and recovers when tried again', async () => {
    const getHome = jest
      .fn()
      .mockRejectedValueOnce(new Error('the back end is away'))
      .mockResolvedValue(home());
    await show(getHome);
    expect(await screen.findByText('the back end is away')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(
      await screen.findByText('Nothing waits for you.'),
    ).toBeInTheDocument();
  });
});

import type { EnvironmentsApi } from '@plinth/plugin-environments-common';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { fakeApi, fresh, renderOnEntity, SHA } from '../__testUtils__/fixtures';
import { CostsContent } from './CostsContent';

const noCosts = async () => ({
  entityRef: 'resource:default/claims-dev',
  currency: 'USD' as const,
  days: [],
  monthToDate: 0,
  budget: null,
  freshness: fresh,
});

describe('the Cost tab', () => {
  it('shows the month in figures, the budget in words, and each day with its commit', async () => {
    await renderOnEntity(
      <CostsContent />,
      fakeApi({
        getCosts: async () => ({
          entityRef: 'resource:default/claims-dev',
          currency: 'USD',
          days: [
            { date: '2026-11-19', amount: 3 },
            { date: '2026-11-20', amount: 9.5, estimated: true },
          ],
          monthToDate: 66.3,
          previousMonth: 61,
          adjustments: [
            { kind: 'Credit', monthToDate: -12.5, previousMonth: 0 },
          ],
          forecast: { endOfMonth: 98.7, lower: 90, upper: 107.5 },
          budget: { monthly: 60, status: 'Exceeded' },
          anomalies: [{ date: '2026-11-20', amount: 9.5, expected: 3 }],
          commits: [
            {
              date: '2026-11-20',
              commit: { sha: SHA, url: 'https://github.example.com/c' },
            },
          ],
          freshness: fresh,
        }),
      }),
    );
    expect(await screen.findByText('$66.30')).toBeInTheDocument();
    expect(screen.getByText('$98.70').closest('div')).toHaveTextContent(
      '$90.00 to $107.50, with 80 % certainty',
    );
    expect(screen.getByText('Budget exceeded')).toBeInTheDocument();
    expect(screen.getByText(/^Not counted above/)).toHaveTextContent(
      /Credits -\$12\.50 \(previous month \$0\.00\)$/,
    );
    const table = screen.getByRole('table', {
      name: 'Daily cost',
      hidden: true,
    });
    const [, newest] = within(table).getAllByRole('row', { hidden: true });
    expect(newest).toHaveTextContent('2026-11-20');
    expect(newest).toHaveTextContent('$9.50');
    expect(newest).toHaveTextContent('0123456');
    expect(newest).toHaveTextContent(/unusual: \$3.00 was expected/);
  });

  it('shows what each service costs when asked, and what has none, up to the total', async () => {
    const getCosts: EnvironmentsApi['getCosts'] = async (_, query) => ({
      ...(await noCosts()),
      days: [
        {
          date: '2026-11-20',
          amount: 10,
          services:
            query?.groupBy === 'service'
              ? [
                  { service: 'Amazon S3', amount: 2 },
                  { service: 'Amazon RDS', amount: 7 },
                ]
              : undefined,
        },
      ],
    });
    await renderOnEntity(<CostsContent />, fakeApi({ getCosts }));
    const byService = await screen.findByRole('button', { name: 'By service' });
    await screen.findByRole('region', { name: 'Daily cost' });
    expect(
      screen.queryByRole('table', { name: 'Cost by service' }),
    ).not.toBeInTheDocument();

    await userEvent.click(byService);
    const table = await screen.findByRole('table', { name: 'Cost by service' });
    const rows = within(table)
      .getAllByRole('row')
      .map(row =>
        [...row.querySelectorAll('th, td')].map(cell => cell.textContent),
      );
    expect(rows.slice(1)).toEqual([
      ['Amazon RDS', '$7.00', '70%'],
      ['Amazon S3', '$2.00', '20%'],
      ['No service', '$1.00', '10%'],
      ['Total', '$10.00', '100%'],
    ]);
    expect(screen.getByText(/what the days have beside/)).toHaveTextContent(
      'No service: what the days have beside the sums of their services',
    );
  });

  it('shows no figure, and why, while no cost is known', async () => {
    const reason = 'no cost has the tag plinth:entity. Activate it.';
    await renderOnEntity(
      <CostsContent />,
      fakeApi({
        getCosts: async () => ({
          entityRef: 'resource:default/claims-dev',
          currency: 'USD',
          days: [],
          monthToDate: null,
          budget: null,
          freshness: { ...fresh, readAt: null, stale: true, reason },
        }),
      }),
    );
    expect(
      await screen.findByText('The cost is not known'),
    ).toBeInTheDocument();
    expect(screen.getAllByText(reason, { exact: false })).not.toEqual([]);
    expect(screen.queryByText('$0.00')).not.toBeInTheDocument();
    expect(screen.queryByText('Within budget')).not.toBeInTheDocument();
  });

  it('shows what would cost less in what main says of the unit', async () => {
    const createEstimate = jest.fn(async (_: object) => ({
      currency: 'USD' as const,
      monthly: 61.5,
      lines: [],
      unpriced: [],
      hints: ['gp3 volumes cost about 20 % less than gp2'],
      priceBook: 'AWS on-demand list prices, 2025-06',
      priceWarning: 'Some of these prices are 17 months old',
    }));
    await renderOnEntity(
      <CostsContent />,
      fakeApi({
        getCosts: noCosts,
        getUnit: async () => ({
          entityRef: 'resource:default/claims-dev',
          repository: 'github.com/acme/infrastructure',
          path: 'environments/claims-dev',
          commit: SHA,
          kind: 'environment' as const,
          blueprint: 'application',
          version: '1.0.0',
          stage: 'dev' as const,
          account: '111122223333',
          region: 'us-east-1',
          owner: 'group:default/claims',
          monthlyBudget: 200,
          parameters: { cidr: '10.0.0.0/16' },
        }),
        createEstimate,
      }),
    );
    const hints = await screen.findByRole('region', { name: 'Hints' });
    expect(hints).toHaveTextContent(
      '$61.50 a month (AWS on-demand list prices, 2025-06), and',
    );
    expect(hints).toHaveTextContent('Some of these prices are 17 months old');
    expect(hints).toHaveTextContent('gp3 volumes cost about 20 % less');
    expect(createEstimate.mock.calls[0][0]).toMatchObject({
      name: 'claims-dev',
      version: '1.0.0',
      parameters: { cidr: '10.0.0.0/16' },
    });
  });

  it('says why nobody can tell what would cost less', async () => {
    await renderOnEntity(
      <CostsContent />,
      fakeApi({
        getCosts: noCosts,
        getUnit: async () => {
          throw new Error('GitHub does not answer');
        },
      }),
    );
    expect(
      await screen.findByText(/^What would cost less is not known/),
    ).toHaveTextContent('GitHub does not answer');
  });

  it('says that there is no cost yet', async () => {
    await renderOnEntity(
      <CostsContent />,
      fakeApi({
        getCosts: async () => ({
          entityRef: 'resource:default/claims-dev',
          currency: 'USD',
          days: [],
          monthToDate: 0,
          freshness: fresh,
        }),
      }),
    );
    expect(
      await screen.findByText('There is no cost in this period yet'),
    ).toBeInTheDocument();
  });
});

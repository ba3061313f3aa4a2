import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { fakeApi, renderOnEntity, row, stale } from '../__testUtils__/fixtures';
import { EnvironmentsPage } from './EnvironmentsPage';

const listPlacements = async () => ({ phase: 'operate', items: [] });

describe('the Environments page', () => {
  it('lists the fleet with health and sync in words, cost against budget, and the last commit', async () => {
    const listEnvironments = jest.fn(async () => ({
      items: [
        row(),
        row({
          entityRef: 'resource:default/analytics-dev',
          name: 'analytics-dev',
          health: 'Degraded',
          sync: 'Drifted',
          monthToDate: 66.3,
          monthlyBudget: 60,
        }),
      ],
      totalItems: 2,
      pageInfo: {},
    }));
    await renderOnEntity(
      <EnvironmentsPage />,
      fakeApi({ listEnvironments, listPlacements }),
    );
    const rows = await screen.findAllByRole('row');
    expect(rows).toHaveLength(3);
    const dear = within(rows[2]);
    expect(dear.getByRole('link', { name: 'analytics-dev' })).toHaveAttribute(
      'href',
      '/catalog/default/resource/analytics-dev',
    );
    expect(dear.getByText('Degraded')).toBeInTheDocument();
    expect(dear.getByText('Drifted')).toBeInTheDocument();
    expect(dear.getByText('over $60.00')).toBeInTheDocument();
    expect(dear.getByRole('link', { name: /^0123456/ })).toBeInTheDocument();
  });

  it('asks for another order when a heading is pressed', async () => {
    const listEnvironments = jest.fn(async (_query?: object) => ({
      items: [row()],
      totalItems: 1,
      pageInfo: {},
    }));
    await renderOnEntity(
      <EnvironmentsPage />,
      fakeApi({ listEnvironments, listPlacements }),
    );
    await userEvent.click(
      await screen.findByRole('button', { name: /Month to date/ }),
    );
    await waitFor(() =>
      expect(listEnvironments).toHaveBeenLastCalledWith(
        expect.objectContaining({ orderBy: 'monthToDate' }),
        expect.anything(),
      ),
    );
    expect(
      await screen.findByRole('columnheader', { name: /Month to date/ }),
    ).toHaveAttribute('aria-sort', 'ascending');
  });

  it('says why the state is old, and keeps showing it', async () => {
    await renderOnEntity(
      <EnvironmentsPage />,
      fakeApi({
        listEnvironments: async () => ({
          items: [row({ freshness: stale })],
          totalItems: 1,
          pageInfo: {},
        }),
        listPlacements,
      }),
    );
    expect(await screen.findByText(/does not answer/)).toBeInTheDocument();
    expect(screen.getByText(/2 min old/)).toBeInTheDocument();
    expect(
      screen.getByRole('link', { name: 'claims-dev' }),
    ).toBeInTheDocument();
  });

  it('says what failed, and recovers when tried again', async () => {
    const listEnvironments = jest
      .fn()
      .mockRejectedValueOnce(new Error('the back end is away'))
      .mockResolvedValue({ items: [], totalItems: 0, pageInfo: {} });
    await renderOnEntity(
      <EnvironmentsPage />,
      fakeApi({ listEnvironments, listPlacements }),
    );
    expect(await screen.findByText('the back end is away')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(
      await screen.findByText('There is no environment yet'),
    ).toBeInTheDocument();
  });
});

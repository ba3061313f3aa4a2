import type { EnvironmentPage } from '@plinth/plugin-environments-common';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  fakeApi,
  fleetPage,
  renderOnEntity,
  row,
  stale,
} from '../__testUtils__/fixtures';
import { EnvironmentsPage } from './EnvironmentsPage';

describe('the Environments page', () => {
  it('lists the fleet with health and sync in words, cost against budget, and the last commit', async () => {
    const committedAt = new Date(Date.now() - 50 * 3_600_000).toISOString();
    const listEnvironments = jest.fn(async () =>
      fleetPage([
        row(),
        row({
          entityRef: 'resource:default/analytics-dev',
          name: 'analytics-dev',
          health: 'Degraded',
          sync: 'Drifted',
          monthToDate: 66.3,
          monthlyBudget: 60,
          lastCommit: { ...row().lastCommit!, committedAt },
          lastDeployedAt: new Date(Date.now() - 3 * 3_600_000).toISOString(),
          endsAt: new Date(Date.now() + 5.5 * 3_600_000).toISOString(),
        }),
      ]),
    );
    await renderOnEntity(<EnvironmentsPage />, fakeApi({ listEnvironments }));
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
    expect(dear.getByText('ends in 5 h')).toBeInTheDocument();
    const commit = dear.getByRole('link', { name: /^0123456/ });
    expect(commit.closest('td')).toHaveTextContent('2 d ago');
    expect(commit.closest('td')).toHaveTextContent('deployed 3 h ago');
  });

  it('asks for another order when a heading is pressed', async () => {
    const listEnvironments = jest.fn(async (_query?: object) =>
      fleetPage([row()]),
    );
    await renderOnEntity(<EnvironmentsPage />, fakeApi({ listEnvironments }));
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
        listEnvironments: async () => fleetPage([row({ freshness: stale })]),
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
      .mockResolvedValue(fleetPage([]));
    await renderOnEntity(<EnvironmentsPage />, fakeApi({ listEnvironments }));
    expect(await screen.findByText('the back end is away')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(
      await screen.findByText('There is no environment yet'),
    ).toBeInTheDocument();
  });

  it('counts the whole fleet by state, and shows one state at a press', async () => {
    const listEnvironments = jest.fn(async (_query?: object) =>
      fleetPage([row()], {
        totalItems: 240,
        counts: {
          units: 240,
          health: { Healthy: 200, Failed: 3 },
          sync: { Drifted: 7 },
          overBudget: 12,
        },
      }),
    );
    await renderOnEntity(<EnvironmentsPage />, fakeApi({ listEnvironments }));
    const tile = (name: string) => screen.findByRole('button', { name });
    expect(await tile('Units 240')).toHaveAttribute('aria-pressed', 'true');
    expect(await tile('Degraded 0')).toBeInTheDocument();
    const asked = async (name: string, expected: object) => {
      await userEvent.click(await tile(name));
      await waitFor(() =>
        expect(listEnvironments).toHaveBeenLastCalledWith(
          expect.objectContaining({
            health: undefined,
            sync: undefined,
            budget: undefined,
            ...expected,
          }),
          expect.anything(),
        ),
      );
    };
    await asked('Failed 3', { health: 'Failed' });
    expect(await tile('Failed 3')).toHaveAttribute('aria-pressed', 'true');
    await asked('Drifted 7', { sync: 'Drifted' });
    await asked('Over budget 12', { budget: 'over' });
    await asked('Over budget 12', {});
    expect(await tile('Units 240')).toHaveAttribute('aria-pressed', 'true');
  });

  it('offers the form of a new environment to who may send it', async () => {
    await renderOnEntity(
      <EnvironmentsPage />,
      fakeApi({ listEnvironments: async () => fleetPage([]) }),
    );
    expect(
      await screen.findByRole('link', { name: 'New environment' }),
    ).toHaveAttribute('href', '/create/templates/default/new-environment');
    expect(
      await screen.findByRole('link', { name: 'Request the first one' }),
    ).toBeInTheDocument();
  });

  it('keeps tiles, focus and choices while the rows of another state are read', async () => {
    let answer: (page: EnvironmentPage) => void = () => {};
    const first = fleetPage([row()], {
      counts: { units: 9, health: { Failed: 3 }, sync: {}, overBudget: 0 },
    });
    const listEnvironments = jest
      .fn()
      .mockResolvedValueOnce(first)
      .mockReturnValue(
        new Promise(resolve => {
          answer = resolve;
        }),
      );
    await renderOnEntity(<EnvironmentsPage />, fakeApi({ listEnvironments }));
    const tile = await screen.findByRole('button', { name: 'Failed 3' });
    await userEvent.click(tile);
    expect(
      await screen.findByRole('status', { name: 'Reading the environments' }),
    ).toBeInTheDocument();
    expect(tile).toHaveFocus();
    expect(tile).toHaveAttribute('aria-pressed', 'true');
    expect(screen.queryByRole('link', { name: 'claims-dev' })).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: /Region/ }));
    expect(
      await screen.findByRole('option', { name: 'us-east-1' }),
    ).toBeInTheDocument();
    await userEvent.keyboard('{Escape}');
    answer({ ...first, items: [], totalItems: 0 });
    expect(
      await screen.findByText('No environment matches these filters'),
    ).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Failed 3' })).toBe(tile);
  });

  it('keeps the counts where no unit is in the state that was chosen', async () => {
    const counts = { units: 2, health: {}, sync: {}, overBudget: 0 };
    await renderOnEntity(
      <EnvironmentsPage />,
      fakeApi({ listEnvironments: async () => fleetPage([], { counts }) }),
      { routeEntries: ['/environments?health=Failed'] },
    );
    expect(
      await screen.findByText('No environment matches these filters'),
    ).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Units 2' })).toBeInTheDocument();
  });
});

import type { EnvironmentsApi } from '@plinth/plugin-environments-common';
import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useLocation } from 'react-router-dom';
import {
  fakeApi,
  fleetPage,
  renderOnEntity,
  row,
} from '../__testUtils__/fixtures';
import { EnvironmentsPage } from './EnvironmentsPage';

/** What can be chosen in the whole fleet, whatever the page shows of it. */
const FACETS = {
  accounts: [
    { account: '111122223333', name: 'dev' },
    { account: '444455556666' },
  ],
  regions: ['us-east-1', 'us-west-2'],
  owners: ['group:default/claims', 'group:x/y'],
  blueprints: ['application@1.0.0'],
};

function Address() {
  return <output aria-label="Address">{useLocation().search}</output>;
}

/** The page at an address, over a fleet that answers what a test expects. */
async function openPage(
  search: string,
  list: EnvironmentsApi['listEnvironments'] = async () =>
    fleetPage([row()], { totalItems: 240, facets: FACETS }),
) {
  const listEnvironments = jest.fn(list);
  await renderOnEntity(
    <>
      <EnvironmentsPage />
      <Address />
    </>,
    fakeApi({ listEnvironments }),
    { routeEntries: [`/environments${search}`] },
  );
  await waitFor(() => expect(listEnvironments).toHaveBeenCalled());
  return listEnvironments;
}

const address = () =>
  Object.fromEntries(
    new URLSearchParams(
      screen.getByRole('status', { name: 'Address' }).textContent ?? '',
    ),
  );

/** The filter that is labelled so; its text is what is chosen. */
const filter = (label: string) =>
  within(screen.getByRole('search')).getByRole('button', {
    name: new RegExp(`${label}$`),
  });

async function choose(label: string, option: string) {
  await userEvent.click(filter(label));
  await userEvent.click(await screen.findByRole('option', { name: option }));
}

describe('the filters of the Environments page', () => {
  it('come from the address, and are asked of the back end', async () => {
    const listEnvironments = await openPage(
      '?stage=dev&health=Degraded&kind=tenant&account=111122223333&region=us-east-1&sync=Drifted&budget=over&owner=group:x/y&q=claims&orderBy=-monthToDate&cursor=page2',
    );
    expect(listEnvironments).toHaveBeenCalledWith(
      {
        stage: 'dev',
        health: 'Degraded',
        kind: 'tenant',
        account: '111122223333',
        region: 'us-east-1',
        sync: 'Drifted',
        budget: 'over',
        owner: 'group:x/y',
        q: 'claims',
        orderBy: '-monthToDate',
        cursor: 'page2',
      },
      expect.anything(),
    );
    expect(screen.getByRole('searchbox', { name: 'Search' })).toHaveValue(
      'claims',
    );
    expect(filter('Stage')).toHaveTextContent('dev');
    expect(filter('Health')).toHaveTextContent('Degraded');
    expect(filter('Kind')).toHaveTextContent('tenant');
    await waitFor(() =>
      expect(filter('Account')).toHaveTextContent('dev (111122223333)'),
    );
    expect(filter('Region')).toHaveTextContent('us-east-1');
    expect(filter('Sync')).toHaveTextContent('Drifted');
    expect(filter('Budget')).toHaveTextContent('Over budget');
    expect(filter('Owner')).toHaveTextContent('x/y');
  });

  it('are behind a button where the screen is narrow, which says how many are in use', async () => {
    await openPage('?stage=dev&sync=Drifted&q=claims');
    const button = screen.getByRole('button', { name: 'Filters (2)' });
    expect(button).toHaveAttribute('aria-expanded', 'false');
    await userEvent.click(button);
    expect(button).toHaveAttribute('aria-expanded', 'true');
    expect(
      document.getElementById(button.getAttribute('aria-controls')!),
    ).toContainElement(filter('Stage'));
  });

  it('go into the address, from the first page on', async () => {
    const listEnvironments = await openPage('?orderBy=stage&cursor=page2');
    await choose('Stage', 'production');
    await waitFor(() =>
      expect(address()).toEqual({ orderBy: 'stage', stage: 'production' }),
    );
    expect(listEnvironments).toHaveBeenLastCalledWith(
      expect.objectContaining({ stage: 'production', cursor: undefined }),
      expect.anything(),
    );
    await choose('Health', 'Failed');
    await waitFor(() =>
      expect(address()).toEqual({
        orderBy: 'stage',
        stage: 'production',
        health: 'Failed',
      }),
    );
    await choose('Stage', 'Any');
    await waitFor(() =>
      expect(address()).toEqual({ orderBy: 'stage', health: 'Failed' }),
    );
    expect(filter('Stage')).toHaveTextContent('Any');
  });

  it('offer every account, region and owner of the fleet, by name where there is one', async () => {
    await openPage('');
    const offered = async (label: string) => {
      await userEvent.click(filter(label));
      const options = (await screen.findAllByRole('option')).map(
        option => option.textContent,
      );
      await userEvent.keyboard('{Escape}');
      return options;
    };
    await screen.findAllByRole('row');
    expect(await offered('Account')).toEqual([
      'Any',
      'dev (111122223333)',
      '444455556666',
    ]);
    expect(await offered('Region')).toEqual(['Any', 'us-east-1', 'us-west-2']);
    expect(await offered('Owner')).toEqual(['Any', 'claims', 'x/y']);
  });

  it('search when typing pauses, and not at each key', async () => {
    const listEnvironments = await openPage('');
    const asked = () => listEnvironments.mock.calls.map(([query]) => query?.q);
    jest.useFakeTimers();
    try {
      // Keys come without any time between them: only the test lets time pass.
      const user = userEvent.setup({ delay: null });
      await user.type(
        screen.getByRole('searchbox', { name: 'Search' }),
        'claims',
      );
      await act(async () => jest.advanceTimersByTime(249));
      expect(asked()).toEqual([undefined]);
      await act(async () => jest.advanceTimersByTime(1));
      expect(asked()).toEqual([undefined, 'claims']);
      expect(address()).toEqual({ q: 'claims' });
    } finally {
      jest.useRealTimers();
    }
  });

  it('can be cleared where nothing matches, without losing the order', async () => {
    await openPage('?q=nothing&stage=dev&orderBy=-name', async query =>
      fleetPage(query?.q ? [] : [row()]),
    );
    expect(
      await screen.findByText('No environment matches these filters'),
    ).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', { name: 'Clear the filters' }),
    );
    expect(
      await screen.findByRole('link', { name: 'claims-dev' }),
    ).toBeInTheDocument();
    expect(address()).toEqual({ orderBy: '-name' });
    expect(screen.getByRole('searchbox', { name: 'Search' })).toHaveValue('');
  });

  it('stay when the page is turned', async () => {
    await openPage('?stage=dev', async query => {
      const isSecond = query?.cursor === 'page2';
      return fleetPage(
        [row({ name: isSecond ? 'claims-two' : 'claims-one' })],
        {
          totalItems: 2,
          pageInfo: isSecond
            ? { prevCursor: 'page1' }
            : { nextCursor: 'page2' },
        },
      );
    });
    await userEvent.click(await screen.findByRole('button', { name: 'Next' }));
    expect(
      await screen.findByRole('link', { name: 'claims-two' }),
    ).toBeInTheDocument();
    expect(address()).toEqual({ stage: 'dev', cursor: 'page2' });
    await userEvent.click(screen.getByRole('button', { name: 'Previous' }));
    expect(
      await screen.findByRole('link', { name: 'claims-one' }),
    ).toBeInTheDocument();
    expect(address()).toEqual({ stage: 'dev', cursor: 'page1' });
  });
});

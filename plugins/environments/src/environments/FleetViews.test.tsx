import type {
  BlueprintList,
  FleetGroups,
  FleetMatrix,
  FleetSums,
} from '@plinth/plugin-environments-common';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useLocation } from 'react-router-dom';
import {
  fakeApi,
  fleetPage,
  renderOnEntity,
  row,
  SHA,
  stale,
} from '../__testUtils__/fixtures';
import { EnvironmentsPage } from './EnvironmentsPage';

const sums = (over: Partial<FleetSums>): FleetSums => ({
  units: 1,
  health: { Healthy: 1 },
  drifted: 0,
  overBudget: 0,
  unpriced: 0,
  monthToDate: 10,
  forecast: 30,
  monthlyBudget: 100,
  ...over,
});
const groups = (over: Partial<FleetGroups> = {}): FleetGroups => ({
  by: 'owner',
  items: [
    { value: 'group:default/claims', ...sums({ monthToDate: 1234.5 }) },
    {
      value: 'group:default/platform',
      ...sums({ units: 30, health: { Healthy: 29, Failed: 1 }, drifted: 2 }),
    },
  ],
  total: sums({ units: 31, monthToDate: 1244.5 }),
  ...over,
});
const systems = (over: Partial<FleetMatrix> = {}): FleetMatrix => ({
  totalItems: 1,
  pageInfo: {},
  items: [
    {
      system: 'claims',
      cells: [
        {
          stage: 'dev',
          units: 7,
          items: [
            row({
              blueprint: 'application@1.1.0',
              deployedCommit: { sha: SHA, url: 'https://example.com/commit' },
            }),
          ],
        },
        {
          stage: 'staging',
          units: 1,
          items: [
            row({
              entityRef: 'resource:default/claims-staging',
              name: 'claims-staging',
              stage: 'staging',
              blueprint: 'application@1.0.0',
              health: 'Degraded',
            }),
          ],
        },
      ],
    },
  ],
  ...over,
});
const versions = (...all: string[]): BlueprintList => ({
  items: all.map(version => ({
    name: 'application',
    version,
    newest: version === all.at(-1),
    kind: 'environment',
    stages: [],
    title: 'Application',
    description: '',
    parameters: {},
    defaults: {},
    fixed: [],
    replaces: [],
  })),
});
const placements = (...reserved: 'production'[]) => ({
  phase: 'one',
  items: [
    {
      repository: 'github.com/acme/infrastructure',
      account: '777788889999',
      name: 'production',
      regions: ['us-east-1'],
      stages: ['production' as const],
      reserved,
    },
  ],
});

function Address() {
  return <output aria-label="Address">{useLocation().search}</output>;
}
const address = () =>
  Object.fromEntries(
    new URLSearchParams(screen.getByLabelText('Address').textContent ?? ''),
  );

function open(search: string, api: Parameters<typeof fakeApi>[0]) {
  return renderOnEntity(
    <>
      <EnvironmentsPage />
      <Address />
    </>,
    fakeApi({
      listEnvironments: async () => fleetPage([row()]),
      listPlacements: async () => placements(),
      listBlueprints: async () => versions('1.0.0', '1.1.0'),
      ...api,
    }),
    { routeEntries: [`/environments${search}`] },
  );
}

describe('the fleet in groups', () => {
  it('has sums that add up, of the whole fleet, and opens to the units of one', async () => {
    const listEnvironments = jest.fn(async (_query?: object) =>
      fleetPage([row()]),
    );
    const groupEnvironments = jest.fn(async (_query: object) => groups());
    await open('?view=groups&by=owner&stage=dev', {
      listEnvironments,
      groupEnvironments,
    });
    const table = within(await screen.findByRole('region', { name: 'Groups' }));
    expect(groupEnvironments.mock.calls[0][0]).toMatchObject({
      by: 'owner',
      stage: 'dev',
    });
    expect(
      table.getByRole('row', { name: /^Total 31 .*\$1,244\.50/ }),
    ).toBeInTheDocument();
    const platform = table.getByRole('button', { name: 'platform' });
    expect(platform).toHaveAttribute('aria-expanded', 'false');
    expect(listEnvironments).not.toHaveBeenCalledWith(
      expect.objectContaining({ owner: 'group:default/platform' }),
      expect.anything(),
    );
    await userEvent.click(platform);
    expect(
      await table.findByRole('link', { name: 'claims-dev' }),
    ).toBeInTheDocument();
    expect(listEnvironments).toHaveBeenLastCalledWith(
      expect.objectContaining({
        owner: 'group:default/platform',
        stage: 'dev',
        orderBy: '-health',
      }),
      expect.anything(),
    );
    await userEvent.click(
      table.getByRole('button', { name: 'All 30 in the list' }),
    );
    expect(address()).toEqual({
      by: 'owner',
      stage: 'dev',
      owner: 'group:default/platform',
    });
  });

  it('says whose cost is not in the sums, and shows no column of cost to who may read none', async () => {
    await open('?view=groups', {
      groupEnvironments: async () =>
        groups({ total: sums({ units: 31, unpriced: 4 }) }),
    });
    expect(
      await screen.findByText(/The cost of 4 of them is left out/),
    ).toBeInTheDocument();
  });

  it('has no cost for who may read none', async () => {
    const none = { monthToDate: null, forecast: null, monthlyBudget: null };
    await open('?view=groups', {
      groupEnvironments: async () =>
        groups({
          items: [{ value: 'dev', ...sums({ unpriced: 1, ...none }) }],
          total: sums({ unpriced: 1, ...none }),
        }),
    });
    expect(
      await screen.findByText(/You may not read what/),
    ).toBeInTheDocument();
    expect(screen.queryByRole('columnheader', { name: 'Forecast' })).toBeNull();
  });

  it('says what failed, and recovers when tried again; and that nothing matches', async () => {
    const groupEnvironments = jest
      .fn()
      .mockRejectedValueOnce(new Error('the back end is away'))
      .mockResolvedValue(groups({ items: [], total: sums({ units: 0 }) }));
    await open('?view=groups', { groupEnvironments });
    expect(await screen.findByText('the back end is away')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(
      await screen.findByText('No environment matches these filters'),
    ).toBeInTheDocument();
  });
});

describe('systems by stage', () => {
  it('show what runs where, in which version, and lead on', async () => {
    await open('?view=matrix', { getFleetMatrix: async () => systems() });
    const claims = within(await screen.findByRole('row', { name: /^claims / }));
    const [dev, staging] = claims.getAllByRole('cell');
    expect(
      within(dev).getByRole('link', { name: 'claims-dev' }),
    ).toHaveAttribute('href', '/catalog/default/resource/claims-dev');
    expect(dev).toHaveTextContent('1.1.0 · 0123456');
    expect(within(staging).getByText('Degraded')).toBeInTheDocument();

    const formOf = (name: string) => {
      const url = new URL(
        claims.getByRole('link', { name }).getAttribute('href')!,
        'http://localhost',
      );
      return [url.pathname, JSON.parse(url.searchParams.get('formData') ?? '')];
    };
    await claims.findByRole('link', { name: /to production$/ });
    await claims.findByRole('link', { name: /to claims-staging$/ });
    expect(formOf('Promote claims-staging to production')).toEqual([
      '/create/templates/default/new-environment',
      {
        name: 'claims-production',
        owner: 'group:default/claims',
        stage: 'production',
        blueprint: 'application',
      },
    ]);
    expect(formOf('Promote claims-dev to claims-staging')).toEqual([
      '/create/templates/default/promote-environment',
      {
        from: 'resource:default/claims-dev',
        entityRef: 'resource:default/claims-staging',
      },
    ]);
    await userEvent.click(claims.getByRole('button', { name: '6 more' }));
    expect(address()).toEqual({ system: 'claims', stage: 'dev' });
  });

  it('offer a stage only to who may ask for something there', async () => {
    await open('?view=matrix', {
      getFleetMatrix: async () => systems(),
      listPlacements: async () => placements('production'),
    });
    await screen.findByRole('link', { name: /to claims-staging$/ });
    expect(screen.queryByRole('link', { name: /to production$/ })).toBeNull();
  });

  it.each([
    ['is newer in the order of its versions', ['1.0.0', '1.1.0'], 1],
    ['is older in that order, whatever its number', ['1.1.0', '1.0.0'], 0],
    ['is none of its versions', ['1.0.0'], 0],
  ])(
    'offer the blueprint of the stage before where that %s',
    async (_, all, links) => {
      await open('?view=matrix', {
        getFleetMatrix: async () => systems(),
        listBlueprints: async () => versions(...all),
      });
      await screen.findByRole('link', { name: /to production$/ });
      await waitFor(() =>
        expect(
          screen.queryAllByRole('link', { name: /to claims-staging$/ }),
        ).toHaveLength(links),
      );
    },
  );

  it('say why they are old, and what failed', async () => {
    const items = systems().items.map(item => ({
      ...item,
      cells: item.cells.map(cell => ({
        ...cell,
        items: cell.items.map(each => ({ ...each, freshness: stale })),
      })),
    }));
    const getFleetMatrix = jest
      .fn()
      .mockRejectedValueOnce(new Error('the back end is away'))
      .mockResolvedValue(systems({ items }));
    await open('?view=matrix', { getFleetMatrix });
    expect(await screen.findByText('the back end is away')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText(/does not answer/)).toBeInTheDocument();
    expect(
      screen.getByRole('link', { name: 'claims-dev' }),
    ).toBeInTheDocument();
  });
});

describe('a view of the fleet', () => {
  it('is kept under a name, led back to, and forgotten', async () => {
    await open('?view=groups&by=owner&stage=dev&cursor=x', {
      groupEnvironments: async () => groups(),
    });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Saved views' }),
    );
    const dialog = within(await screen.findByRole('dialog'));
    expect(dialog.getByText(/You have kept none yet/)).toBeInTheDocument();
    await userEvent.type(
      dialog.getByRole('textbox', { name: 'Keep what the page shows as' }),
      'Cost of dev',
    );
    await userEvent.click(dialog.getByRole('button', { name: 'Save' }));
    expect(
      await dialog.findByRole('link', { name: 'Cost of dev' }),
    ).toHaveAttribute('href', '/environments?view=groups&by=owner&stage=dev');
    expect(dialog.getByRole('textbox')).toHaveFocus();
    await userEvent.click(
      dialog.getByRole('button', { name: 'Forget Cost of dev' }),
    );
    await waitFor(() =>
      expect(dialog.queryByRole('link', { name: 'Cost of dev' })).toBeNull(),
    );
    expect(dialog.getByRole('textbox')).toHaveFocus();
    // One way out, since a screen reader lists two of a name as two.
    await userEvent.click(dialog.getByRole('button', { name: 'Close' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('is a file of all that matches, or says why it is not', async () => {
    const made = jest.fn(() => 'blob:file');
    Object.assign(URL, { createObjectURL: made, revokeObjectURL: () => {} });
    const exportEnvironments = jest
      .fn()
      .mockRejectedValueOnce(new Error('the back end is away'))
      .mockResolvedValue(new Blob(['Name']));
    await open('?stage=dev&orderBy=-name&cursor=x', { exportEnvironments });
    await userEvent.click(await screen.findByRole('button', { name: 'CSV' }));
    expect(await screen.findByText(/the back end is away/)).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'CSV' }));
    await waitFor(() => expect(made).toHaveBeenCalled());
    const [asked] = exportEnvironments.mock.calls[1];
    expect(asked).toMatchObject({ stage: 'dev' });
    expect(asked).not.toHaveProperty('cursor');
    expect(asked).not.toHaveProperty('orderBy');
  });
});

describe('the list on a narrow screen', () => {
  const { matchMedia } = window;
  afterEach(() => Object.assign(window, { matchMedia }));

  it('says first how each unit is', async () => {
    Object.assign(window, {
      matchMedia: () => ({
        matches: true,
        addEventListener: () => {},
        removeEventListener: () => {},
        addListener: () => {},
        removeListener: () => {},
      }),
    });
    await open('', {});
    await screen.findByRole('link', { name: 'claims-dev' });
    expect(
      screen.getAllByRole('columnheader').map(({ textContent }) => textContent),
    ).toEqual(['Health', 'Name ↑', 'Requests', 'Sync', 'Month to date']);
  });
});

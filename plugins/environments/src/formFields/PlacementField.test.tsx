import { TestApiRegistry } from '@backstage/test-utils';
import type {
  EnvironmentsApi,
  PlacementList,
} from '@plinth/plugin-environments-common';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { environmentsApiRef } from '../api/environmentsApiRef';
import { fakeApi } from '../__testUtils__/fixtures';
import { renderForm } from '../__testUtils__/FormHarness';
import { Placement, validatePlacement } from './PlacementField';

const placements: PlacementList = {
  phase: 'operate',
  items: [
    {
      repository: 'github.com/acme/infrastructure',
      account: '111122223333',
      name: 'dev',
      regions: ['us-east-1', 'us-west-2'],
      stages: ['preview', 'dev'],
    },
    {
      repository: 'github.com/acme/infrastructure',
      account: '444455556666',
      name: 'staging',
      regions: ['us-east-2'],
      stages: ['staging'],
    },
  ],
};

const part = (name: string) => ({
  'ui:field': 'Placement',
  'ui:options': { part: name },
});

function show(
  formData: Record<string, unknown>,
  listPlacements: EnvironmentsApi['listPlacements'] = async () => placements,
) {
  return renderForm({
    fields: { Placement },
    properties: {
      stage: { type: 'string', title: 'Stage' },
      account: { type: 'string', title: 'Account' },
      region: {
        type: 'string',
        title: 'Region',
        description: 'Where it lives',
      },
    },
    uiSchema: {
      stage: part('stage'),
      account: part('account'),
      region: part('region'),
    },
    formData,
    api: fakeApi({ listPlacements }),
  });
}

const field = (label: string) =>
  screen.findByRole('button', { name: new RegExp(`${label}$`) });

async function offered(label: string) {
  await userEvent.click(await field(label));
  const list = await screen.findByRole('listbox');
  return within(list).getAllByRole('option');
}

describe('the fields of the placement', () => {
  it('offer what is authorized together, and enter the choice', async () => {
    const { entered } = await show({});
    const stages = await offered('Stage');
    expect(stages.map(option => option.textContent)).toEqual([
      'preview',
      'dev',
      'staging',
    ]);
    await userEvent.click(stages[1]);
    await waitFor(() =>
      expect(screen.queryByRole('listbox')).not.toBeInTheDocument(),
    );
    const accounts = await offered('Account');
    expect(accounts.map(option => option.textContent)).toEqual([
      'dev (111122223333)',
    ]);
    await userEvent.click(accounts[0]);
    await waitFor(() =>
      expect(screen.queryByRole('listbox')).not.toBeInTheDocument(),
    );
    const regions = await offered('Region');
    expect(regions.map(option => option.textContent)).toEqual([
      'us-east-1',
      'us-west-2',
    ]);
    await userEvent.click(regions[1]);
    expect(entered()).toEqual({
      stage: 'dev',
      account: '111122223333',
      region: 'us-west-2',
    });
  });

  it('offer an account once that two repositories authorize, each for its own, and name one that could not be read', async () => {
    const [dev] = placements.items;
    await show({ stage: 'dev', account: dev.account }, async () => ({
      ...placements,
      items: [
        dev,
        {
          ...dev,
          repository: 'github.com/acme/payments',
          stages: ['dev'],
          regions: ['eu-west-1'],
        },
        {
          ...dev,
          repository: 'github.com/acme/networks',
          stages: ['shared'],
          regions: ['eu-west-2'],
        },
      ],
      unread: [{ repository: 'github.com/acme/lost', reason: 'It is down' }],
    }));
    const accounts = await offered('Account');
    expect(accounts).toHaveLength(1);
    await userEvent.click(accounts[0]);
    await waitFor(() =>
      expect(screen.queryByRole('listbox')).not.toBeInTheDocument(),
    );
    const regions = await offered('Region');
    expect(regions.map(option => option.textContent)).toEqual([
      'us-east-1',
      'us-west-2',
      'eu-west-1',
    ]);
    expect(
      screen.getByText(
        'The placements of github.com/acme/lost could not be read: It is down',
      ),
    ).toBeInTheDocument();
  });

  it('refuse what is not authorized together, and keep showing it', async () => {
    await show({ stage: 'staging', account: '111122223333' });
    expect(
      await screen.findByText(
        '111122223333 is not authorized for this choice: choose another.',
      ),
    ).toBeInTheDocument();
    expect(await field('Account')).toHaveTextContent('111122223333');
    const options = await offered('Account');
    expect(options.map(option => option.textContent)).toEqual([
      'staging (444455556666)',
      '111122223333',
    ]);
    expect(options[1]).toHaveAttribute('aria-disabled', 'true');
  });

  it('wait for the authorized placements', async () => {
    await show({}, () => new Promise(() => {}));
    expect(screen.getByRole('textbox', { name: 'Account' })).toBeDisabled();
    expect(screen.getByText('Where it lives')).toBeInTheDocument();
  });

  it('take any value where the placements cannot be read, and say so', async () => {
    const { entered } = await show({}, async () => {
      throw new Error('the back end is away');
    });
    expect(
      await screen.findAllByText(
        'The authorized placements could not be read (the back end is away); the request checks them again.',
      ),
    ).toHaveLength(3);
    await userEvent.click(screen.getByRole('textbox', { name: 'Region' }));
    await userEvent.paste('eu-west-1');
    expect(entered()).toEqual({ region: 'eu-west-1' });
  });

  it.each([
    ['111122223333', { stage: 'dev' }, undefined],
    [
      '111122223333',
      { stage: 'staging' },
      '111122223333 is not authorized for this choice: choose one of 444455556666.',
    ],
  ])(
    'check %s with %j when the person goes on',
    async (value, formData, error) => {
      const addError = jest.fn();
      const api = fakeApi({ listPlacements: async () => placements });
      await validatePlacement(
        value,
        { addError },
        {
          apiHolder: TestApiRegistry.from([environmentsApiRef, api]),
          formData,
          uiSchema: part('account'),
        },
      );
      expect(addError.mock.calls).toEqual(error ? [[error]] : []);
    },
  );
});

it('offers only what the caller may ask for, and says to whom the rest is reserved', async () => {
  const reserving: PlacementList = {
    ...placements,
    items: [
      { ...placements.items[0], reserved: ['preview'] },
      { ...placements.items[1], reserved: ['staging'] },
    ],
  };
  await show({}, async () => reserving);
  expect(
    await screen.findByText(
      /Reserved for others: preview, staging\. Ask a Super Admin/,
    ),
  ).toBeVisible();
  const addError = jest.fn();
  await validatePlacement(
    'staging',
    { addError },
    {
      apiHolder: TestApiRegistry.from([
        environmentsApiRef,
        fakeApi({ listPlacements: async () => reserving }),
      ]),
      uiSchema: part('stage'),
    },
  );
  expect(addError).toHaveBeenCalledWith(
    'staging is not authorized for this choice: choose one of dev.',
  );
});

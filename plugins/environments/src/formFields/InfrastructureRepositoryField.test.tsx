import { TestApiRegistry } from '@backstage/test-utils';
import type { PlacementList } from '@plinth/plugin-environments-common';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { environmentsApiRef } from '../api/environmentsApiRef';
import { fakeApi } from '../__testUtils__/fixtures';
import { renderForm } from '../__testUtils__/FormHarness';
import {
  InfrastructureRepository,
  validateInfrastructureRepository,
} from './InfrastructureRepositoryField';

const DEV = { stage: 'dev', account: '111122223333', region: 'us-east-1' };
const PAYMENTS = 'github.com/acme/payments';

const of = (
  repo: string,
  over: Partial<PlacementList['items'][number]> = {},
): PlacementList['items'][number] => ({
  repository: `github.com/acme/${repo}`,
  account: DEV.account,
  name: 'dev',
  regions: ['us-east-1'],
  stages: ['dev'],
  ...over,
});

/** Both hold dev in the first region, and each a region of its own. */
const BOTH: PlacementList = {
  phase: 'operate',
  items: [
    of('infrastructure', { regions: ['us-east-1', 'us-west-2'] }),
    of('payments'),
  ],
};

const show = (
  formData: Record<string, unknown>,
  options: { list?: PlacementList; ofPlacement?: boolean } = {},
) =>
  renderForm({
    fields: { InfrastructureRepository },
    properties: {
      repository: { type: 'string', title: 'Infrastructure repository' },
    },
    uiSchema: {
      repository: {
        'ui:field': 'InfrastructureRepository',
        'ui:options': { ofPlacement: options.ofPlacement ?? true },
      },
    },
    formData,
    api: fakeApi({ listPlacements: async () => options.list ?? BOTH }),
  });

const asked = () =>
  screen.findByRole('button', { name: /Infrastructure repository$/ });
const isNotAsked = () =>
  waitFor(() => expect(screen.queryByText(/repository/)).toBeNull());

async function refusal(
  value: string | undefined,
  formData: object,
): Promise<string | undefined> {
  const addError = jest.fn();
  await validateInfrastructureRepository(
    value,
    { addError },
    {
      apiHolder: TestApiRegistry.from([
        environmentsApiRef,
        fakeApi({ listPlacements: async () => BOTH }),
      ]),
      formData,
      uiSchema: { 'ui:options': { ofPlacement: true } },
    },
  );
  return addError.mock.calls[0]?.[0];
}

describe('the field of the repository', () => {
  it('asks where several repositories authorize the place, and enters the choice', async () => {
    const { entered } = await show(DEV);
    await userEvent.click(await asked());
    const options = within(await screen.findByRole('listbox')).getAllByRole(
      'option',
    );
    expect(options.map(option => option.textContent)).toEqual([
      'acme/infrastructure',
      'acme/payments',
    ]);
    await userEvent.click(options[1]);
    expect(entered()).toEqual({ ...DEV, repository: PAYMENTS });
  });

  it.each([
    ['one of them authorizes the place', { ...DEV, region: 'us-west-2' }],
    ['the place is not chosen yet', { stage: 'dev' }],
  ])('asks nothing while %s, and forgets what was chosen', async (_, place) => {
    const { entered } = await show({ ...place, repository: PAYMENTS });
    await waitFor(() => expect(entered()).toEqual(place));
    await isNotAsked();
  });

  it('asks which of all where no place decides', async () => {
    await show({}, { ofPlacement: false });
    expect(await asked()).toBeInTheDocument();
  });

  it('asks nothing where there is one', async () => {
    const list = { ...BOTH, items: [of('payments')] };
    const { entered } = await show({}, { ofPlacement: false, list });
    await isNotAsked();
    expect(entered()).toEqual({});
  });

  it('names a repository that could not be read', async () => {
    await show(DEV, {
      list: {
        ...BOTH,
        unread: [{ repository: 'github.com/acme/lost', reason: 'It is down' }],
      },
    });
    expect(
      await screen.findByText('acme/lost could not be read: It is down'),
    ).toBeInTheDocument();
  });

  it('has to be filled in, when the person goes on, where there is a choice', async () => {
    expect(await refusal(undefined, DEV)).toBe(
      'acme/infrastructure and acme/payments authorize this place: choose one of them.',
    );
    expect(await refusal(PAYMENTS, DEV)).toBeUndefined();
    expect(
      await refusal(undefined, { ...DEV, region: 'us-west-2' }),
    ).toBeUndefined();
  });
});

import type {
  Blueprint,
  EstimateRequest,
  UnitOnMain,
} from '@plinth/plugin-environments-common';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { fakeApi } from '../__testUtils__/fixtures';
import { renderForm } from '../__testUtils__/FormHarness';
import { UnitBudget } from './UnitBudgetField';
import { UnitParameters } from './UnitParametersField';
import { UnitSeen } from './UnitSeenField';

const entityRef = 'resource:default/claims-dev';
const UNIT: UnitOnMain = {
  entityRef,
  repository: 'github.com/acme/infrastructure',
  path: 'environments/claims-dev',
  commit: '0123456789abcdef0123456789abcdef01234567',
  kind: 'environment',
  blueprint: 'application',
  version: '1.0.0',
  stage: 'dev',
  account: '111122223333',
  region: 'us-east-1',
  owner: 'group:default/claims',
  monthlyBudget: 200,
  parameters: { cidr: '10.1.0.0/16', storage: 40 },
};
const BLUEPRINT: Blueprint = {
  name: 'application',
  version: '1.0.0',
  newest: false,
  title: 'Application environment',
  description: 'A network and a database.',
  kind: 'environment',
  stages: ['dev'],
  parameters: {
    type: 'object',
    properties: {
      cidr: { type: 'string', title: 'Network' },
      storage: { type: 'integer', title: 'Storage (GiB)' },
      standby: { type: 'boolean', title: 'Standby' },
    },
  },
  defaults: {
    dev: {
      parameters: { storage: 20, standby: false },
      regions: {},
      required: [],
    },
  },
  replaces: [],
  fixed: [
    {
      parameter: 'cidr',
      why: 'the network would be replaced',
      instead: 'create another environment',
      always: true,
    },
    {
      parameter: 'storage',
      why: 'AWS makes no storage smaller',
      instead: 'leave it',
      always: false,
    },
  ],
};

function show(
  calls: Parameters<typeof fakeApi>[0] = {},
  formData: Record<string, unknown> = {},
) {
  return renderForm({
    fields: { UnitSeen, UnitBudget, UnitParameters },
    properties: {
      seen: { type: 'object', title: 'As it is now' },
      monthlyBudget: {
        type: 'integer',
        title: 'Monthly budget',
        description: 'Alerts go out',
      },
      parameters: { type: 'object', title: 'Parameters' },
    },
    uiSchema: {
      seen: { 'ui:field': 'UnitSeen' },
      monthlyBudget: { 'ui:field': 'UnitBudget' },
      parameters: { 'ui:field': 'UnitParameters' },
    },
    formData: { entityRef, ...formData },
    api: fakeApi({
      getUnit: async () => UNIT,
      listBlueprints: async () => ({
        items: [BLUEPRINT, { ...BLUEPRINT, version: '2.0.0', newest: true }],
      }),
      ...calls,
    }),
  });
}

const storage = () => screen.findByRole('spinbutton', { name: /^Storage/ });

describe('the form of a change', () => {
  it('starts with what the main branch says, and remembers from which commit', async () => {
    const { entered } = await show();
    expect(await storage()).toHaveValue(40);
    expect(await screen.findByRole('checkbox')).not.toBeChecked();
    expect(
      screen.getByRole('textbox', { name: /^Monthly budget/ }),
    ).toHaveValue('200');
    expect(
      screen.getByRole('region', { name: 'As it is now' }),
    ).toHaveTextContent('0123456');
    expect(entered().seen).toEqual(UNIT);
    expect(entered().parameters ?? {}).toEqual({});
  });

  it('enters what was changed and nothing else; what was cleared goes back to the default', async () => {
    const { entered } = await show();
    await userEvent.click(await screen.findByRole('checkbox'));
    expect(entered().parameters).toEqual({ standby: true });
    await userEvent.clear(await storage());
    await waitFor(() =>
      expect(entered().parameters).toEqual({ standby: true, storage: null }),
    );
    await userEvent.click(screen.getByRole('checkbox'));
    expect(entered().parameters).toEqual({ storage: null });

    const budget = screen.getByRole('textbox', { name: /^Monthly budget/ });
    await userEvent.clear(budget);
    await userEvent.type(budget, '300');
    await userEvent.tab();
    expect(entered().monthlyBudget).toBe(300);
    await userEvent.clear(budget);
    await userEvent.type(budget, '200');
    await userEvent.tab();
    expect(entered().monthlyBudget).toBeUndefined();
  });

  it('takes no budget before it knows the one of now, which would overwrite what is typed', async () => {
    let read: (unit: UnitOnMain) => void = () => {};
    await show({
      getUnit: () =>
        new Promise(resolve => {
          read = resolve;
        }),
    });
    expect(
      await screen.findByRole('status', { name: /Reading the budget/ }),
    ).toBeInTheDocument();
    expect(
      screen.queryByRole('textbox', { name: /^Monthly budget/ }),
    ).not.toBeInTheDocument();
    read(UNIT);
    expect(
      await screen.findByRole('textbox', { name: /^Monthly budget/ }),
    ).toHaveValue('200');
  });

  it('closes what cannot change, and says the way round it', async () => {
    await show();
    await storage();
    expect(screen.getByRole('textbox', { name: 'Network' })).toBeDisabled();
    expect(
      screen.getByText(
        'It cannot change: the network would be replaced. Instead, create another environment.',
      ),
    ).toBeInTheDocument();
    expect(
      screen.getByText(
        'Not every change is taken: AWS makes no storage smaller.',
      ),
    ).toBeInTheDocument();
  });

  it('shows what it costs before and after, at the version that the unit has', async () => {
    const asked: EstimateRequest[] = [];
    await show({
      createEstimate: async request => {
        asked.push(request);
        return {
          currency: 'USD',
          monthly: request.parameters.standby ? 90 : 60,
          lines: [],
          unpriced: [],
        };
      },
    });
    await userEvent.click(await screen.findByRole('checkbox'));
    expect(
      await screen.findByText(/^As it is now: \$60\.00 a month/),
    ).toBeInTheDocument();
    expect(await screen.findByText('$90.00 a month')).toBeInTheDocument();
    expect(asked.every(({ version }) => version === '1.0.0')).toBe(true);
    // As files say it, so that one estimate serves the form and the request
    expect(asked.map(({ parameters }) => parameters)).toEqual(
      expect.arrayContaining([
        UNIT.parameters,
        { ...UNIT.parameters, standby: true },
      ]),
    );
    expect(asked.every(({ parameters }) => 'storage' in parameters)).toBe(true);
    expect(asked.some(({ parameters }) => parameters.standby === false)).toBe(
      false,
    );
  });

  it('takes back what was entered for another unit, whose values it does not show', async () => {
    let answer: (unit: UnitOnMain) => void = () => {};
    const { entered } = await show(
      {
        getUnit: () =>
          new Promise(resolve => {
            answer = resolve;
          }),
      },
      {
        seen: {
          ...UNIT,
          entityRef: 'resource:default/other-dev',
          parameters: { storage: 500 },
        },
        parameters: { storage: 40, standby: true, gone: 'x' },
      },
    );
    await waitFor(() => expect(entered().seen).toBeUndefined());
    expect(screen.queryByDisplayValue('500')).not.toBeInTheDocument();
    answer(UNIT);
    expect(await storage()).toHaveValue(40);
    await waitFor(() =>
      expect(entered().parameters).toEqual({ standby: true }),
    );
  });

  it('keeps what was read when reading again fails, and says why', async () => {
    const getUnit = jest
      .fn()
      .mockResolvedValueOnce(UNIT)
      .mockRejectedValueOnce(new Error('GitHub is away'));
    await show({ getUnit });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Read again' }),
    );
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'GitHub is away',
    );
    expect(await storage()).toHaveValue(40);
  });

  it('says why the unit could not be read, and tries again', async () => {
    const getUnit = jest
      .fn()
      .mockRejectedValueOnce(new Error('There is no environment.json'))
      .mockResolvedValue(UNIT);
    await show({ getUnit });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'There is no environment.json',
    );
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await storage()).toHaveValue(40);
  });
});

import { TestApiRegistry } from '@backstage/test-utils';
import type {
  Blueprint,
  BlueprintList,
} from '@plinth/plugin-environments-common';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { environmentsApiRef } from '../api/environmentsApiRef';
import { fakeApi } from '../__testUtils__/fixtures';
import { renderForm } from '../__testUtils__/FormHarness';
import {
  BlueprintParameters,
  validateBlueprintParameters,
} from './BlueprintParametersField';

const application: Blueprint = {
  name: 'application',
  version: '1.0.0',
  newest: true,
  title: 'Application environment',
  description: 'A network and a database.',
  kind: 'environment',
  stages: ['preview', 'dev', 'production'],
  parameters: {
    type: 'object',
    required: ['cidr', 'storage'],
    properties: {
      cidr: {
        type: 'string',
        title: 'Network',
        pattern: '^10\\.',
        group: 'Place',
      },
      storage: {
        type: 'integer',
        title: 'Storage (GiB)',
        minimum: 20,
        group: 'Data',
      },
      standby: { type: 'boolean', title: 'Standby', group: 'Data' },
      standbyClass: {
        type: 'string',
        title: 'Class of the standby',
        group: 'Data',
        shownWhen: { standby: { enum: [true] } },
      },
      standbyRegion: {
        type: 'string',
        title: 'Region of the standby',
        group: 'Data',
      },
      ttlHours: {
        type: 'integer',
        title: 'Time to live',
        group: 'Lifetime',
        shownWhen: { stage: { enum: ['preview'] } },
      },
    },
  },
  defaults: {
    preview: {
      parameters: { storage: 20 },
      regions: {},
      required: ['ttlHours'],
    },
    dev: {
      parameters: { storage: 20, standby: false },
      regions: {
        'us-east-1': { standbyRegion: 'us-west-2' },
        'eu-west-1': { standbyRegion: 'none' },
      },
      required: [],
    },
    production: {
      parameters: { storage: 100, standby: true },
      regions: {},
      required: [],
    },
  },
  fixed: [],
  replaces: [],
};
const candidate: Blueprint = {
  ...application,
  version: '2.0.0-rc.1',
  newest: false,
  parameters: {
    type: 'object',
    properties: { size: { type: 'string', title: 'Size' } },
  },
};
const blueprints: BlueprintList = { items: [application, candidate] };
const listBlueprints = async () => blueprints;

function show(
  formData: Record<string, unknown>,
  calls: Parameters<typeof fakeApi>[0] = {},
) {
  return renderForm({
    fields: { BlueprintParameters },
    properties: {
      blueprint: { type: 'string', title: 'Blueprint' },
      stage: { type: 'string', title: 'Stage' },
      parameters: { type: 'object', title: 'Parameters' },
    },
    uiSchema: { parameters: { 'ui:field': 'BlueprintParameters' } },
    formData,
    api: fakeApi({ listBlueprints, ...calls }),
  });
}

const storage = () => screen.findByRole('spinbutton', { name: /^Storage/ });
const standby = () => screen.findByRole('checkbox', { name: 'Standby' });

describe('the fields of the parameters', () => {
  it('are those of the newest version, and start with the defaults of the stage', async () => {
    await show({ blueprint: 'application', stage: 'production' });
    expect(await storage()).toHaveValue(100);
    expect(await standby()).toBeChecked();
    expect(screen.getByRole('textbox', { name: 'Network' })).toHaveValue('');
    expect(
      screen.queryByRole('textbox', { name: 'Size' }),
    ).not.toBeInTheDocument();
    expect(screen.getByText('Application environment')).toBeInTheDocument();
  });

  it('enter what the person chose, also where it equals a default, and nothing else', async () => {
    const { entered } = await show({ blueprint: 'application', stage: 'dev' });
    await userEvent.click(await standby());
    await userEvent.click(screen.getByRole('textbox', { name: 'Network' }));
    await userEvent.paste('10.1.0.0/16');
    expect(entered()).toMatchObject({
      parameters: { standby: true, cidr: '10.1.0.0/16' },
    });
    await userEvent.click(await standby());
    expect(entered().parameters).toEqual({
      standby: false,
      cidr: '10.1.0.0/16',
    });
    expect(await storage()).toHaveValue(20);
  });

  it('stand under headings, and are there while they matter', async () => {
    const { entered } = await show({ blueprint: 'application', stage: 'dev' });
    await standby();
    const data = screen.getByRole('group', { name: 'Data' });
    const classes = () =>
      within(data).queryByRole('textbox', { name: 'Class of the standby' });
    expect(classes()).not.toBeInTheDocument();
    expect(screen.getByRole('group', { name: 'Place' })).toBeInTheDocument();
    expect(
      screen.queryByRole('group', { name: 'Lifetime' }),
    ).not.toBeInTheDocument();
    await userEvent.click(await standby());
    await waitFor(() => expect(classes()).toBeInTheDocument());
    await userEvent.click(classes()!);
    await userEvent.paste('small');
    expect(entered().parameters).toEqual({
      standby: true,
      standbyClass: 'small',
    });
    await userEvent.click(await standby());
    expect(entered().parameters).toEqual({ standby: false });
  });

  it('start with the defaults of the region, against which a person may choose', async () => {
    const { entered } = await show({
      blueprint: 'application',
      stage: 'dev',
      region: 'us-east-1',
      parameters: { cidr: '10.1.0.0/16' },
    });
    const region = await screen.findByRole('textbox', {
      name: 'Region of the standby',
    });
    expect(region).toHaveValue('us-west-2');
    await userEvent.clear(region);
    await userEvent.click(region);
    await userEvent.paste('none');
    expect(entered().parameters).toMatchObject({
      standbyRegion: expect.stringMatching(/none$/),
    });
  });

  it('mark what a request has to say', async () => {
    await show({ blueprint: 'application', stage: 'preview' });
    expect(
      await screen.findByRole('spinbutton', { name: /^Time to live/ }),
    ).toBeRequired();
    expect(await storage()).not.toBeRequired();
  });

  it('take back what another stage does not ask for', async () => {
    const { entered } = await show({
      blueprint: 'application',
      stage: 'preview',
      parameters: { cidr: '10.1.0.0/16', ttlHours: 8 },
    });
    const stage = await screen.findByRole('textbox', { name: 'Stage' });
    expect(
      await screen.findByRole('spinbutton', { name: /^Time to live/ }),
    ).toHaveValue(8);
    await userEvent.clear(stage);
    await userEvent.paste('dev');
    await waitFor(() =>
      expect(entered().parameters).toEqual({ cidr: '10.1.0.0/16' }),
    );
  });

  it('follow the stage, and keep what was entered', async () => {
    await show({
      blueprint: 'application',
      stage: 'dev',
      parameters: { cidr: '10.1.0.0/16' },
    });
    expect(await storage()).toHaveValue(20);
    const stage = screen.getByRole('textbox', { name: 'Stage' });
    await userEvent.clear(stage);
    await userEvent.paste('production');
    await waitFor(async () => expect(await storage()).toHaveValue(100));
    expect(screen.getByRole('textbox', { name: 'Network' })).toHaveValue(
      '10.1.0.0/16',
    );
  });

  it('estimate what was chosen, as it will be requested', async () => {
    const createEstimate = jest.fn(async (_request: object) => ({
      currency: 'USD' as const,
      monthly: 42,
      lines: [],
      unpriced: [],
    }));
    await show(
      {
        blueprint: 'application',
        stage: 'dev',
        account: '111122223333',
        region: 'us-east-1',
        parameters: { cidr: '10.1.0.0/16' },
      },
      { createEstimate },
    );
    expect(await screen.findByText('$42.00 a month')).toBeInTheDocument();
    expect(createEstimate.mock.calls[0][0]).toMatchObject({
      blueprint: 'application',
      parameters: { cidr: '10.1.0.0/16' },
    });
  });

  it('say that a blueprint is reserved for others', async () => {
    await show(
      { blueprint: 'application', stage: 'dev' },
      {
        listBlueprints: async () => ({
          items: [{ ...application, reserved: true }],
        }),
      },
    );
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'You are not allowed to request Application environment. Ask a Super Admin',
    );
  });

  it('say at which stages the blueprint can be had', async () => {
    await show({ blueprint: 'application', stage: 'shared' });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'Application environment is for stage preview, dev, production, not for shared.',
    );
    expect(
      screen.queryByRole('textbox', { name: 'Network' }),
    ).not.toBeInTheDocument();
  });

  it('ask for a blueprint first', async () => {
    await show({ stage: 'dev' });
    expect(
      await screen.findByText('Choose a blueprint first.'),
    ).toBeInTheDocument();
  });

  it('say what failed, and recover when tried again', async () => {
    await show(
      { blueprint: 'application', stage: 'dev' },
      {
        listBlueprints: jest
          .fn()
          .mockRejectedValueOnce(new Error('the back end is away'))
          .mockResolvedValue(blueprints),
      },
    );
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'the back end is away',
    );
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await storage()).toHaveValue(20);
  });

  const apiHolder = TestApiRegistry.from([
    environmentsApiRef,
    fakeApi({ listBlueprints }),
  ]);

  it.each([
    ['dev', { cidr: '10.1.0.0/16' }, []],
    ['dev', {}, []],
    ['dev', { cidr: '8.8.8.0/24' }, [/^cidr must match pattern/]],
    [
      'dev',
      { storage: 5, standby: 'yes' },
      [/^storage must be >= 20/, /^standby/],
    ],
    ['preview', {}, [/^Time to live is required\.$/]],
    ['preview', { ttlHours: 8 }, []],
  ])(
    'check at %s %j when the person goes on',
    async (stage, value, expected) => {
      const addError = jest.fn();
      await validateBlueprintParameters(
        value,
        { addError },
        { apiHolder, formData: { blueprint: 'application', stage } },
      );
      expect(addError.mock.calls.map(([message]) => message)).toEqual(
        expected.map(message => expect.stringMatching(message)),
      );
    },
  );

  it('are refused at a stage that the blueprint is not for', async () => {
    const addError = jest.fn();
    await validateBlueprintParameters(
      {},
      { addError },
      {
        apiHolder,
        formData: { blueprint: 'application', stage: 'shared' },
      },
    );
    expect(addError).toHaveBeenCalledWith(
      expect.stringMatching(/not for shared/),
    );
  });
});

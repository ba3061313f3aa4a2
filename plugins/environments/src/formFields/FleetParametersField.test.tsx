import { TestApiRegistry } from '@backstage/test-utils';
import type { Blueprint } from '@plinth/plugin-environments-common';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { environmentsApiRef } from '../api/environmentsApiRef';
import { fakeApi } from '../__testUtils__/fixtures';
import { renderForm } from '../__testUtils__/FormHarness';
import {
  FleetParameters,
  validateFleetParameters,
} from './FleetParametersField';

const text = (title: string, more: object = {}) => ({
  type: 'string',
  title,
  ...more,
});
const version = (
  number: string,
  properties: Record<string, object>,
  more: Partial<Blueprint> = {},
): Blueprint => ({
  name: 'application',
  version: number,
  newest: false,
  title: 'Application environment',
  description: 'A network and a database.',
  kind: 'environment',
  stages: ['dev', 'production'],
  parameters: { type: 'object', properties },
  defaults: {},
  fixed: [],
  replaces: [],
  ...more,
});
const defaults = (required: string[]) => ({
  parameters: {},
  regions: {},
  required,
});

const CIDR = { cidr: text('Network') };
const LIST = {
  items: [
    version('1.0.0', CIDR),
    version('1.1.0', { ...CIDR, size: text('Size') }),
    version(
      '2.0.0',
      {
        ...CIDR,
        size: text('Size'),
        contact: text('Contact', { minLength: 3 }),
        host: text('Host of previews', {
          shownWhen: { stage: { const: 'preview' } },
        }),
      },
      {
        defaults: {
          dev: defaults([]),
          production: defaults(['contact', 'cidr']),
        },
      },
    ),
    version('2.0.1', { ...CIDR, size: text('Size'), contact: text('Contact') }),
    version('9.0.0', { alien: text('Alien') }, { name: 'other' }),
  ],
};
const api = fakeApi({ listBlueprints: async () => LIST });

const show = (formData: Record<string, unknown>) =>
  renderForm({
    fields: { FleetParameters },
    properties: {
      parameters: { type: 'object', title: 'What the version adds' },
    },
    uiSchema: { parameters: { 'ui:field': 'FleetParameters' } },
    formData: { blueprint: 'application', ...formData },
    api,
  });

describe('the parameters that a version adds for a fleet', () => {
  it('are asked for: what no older version has, and what matters at its stages', async () => {
    const { entered } = await show({ version: '2.0.0' });
    await userEvent.type(await screen.findByLabelText(/Contact/), 'claims');
    expect(entered().parameters).toEqual({ contact: 'claims' });
    for (const other of [/Network/, /Size/, /Host of previews/]) {
      expect(screen.queryByLabelText(other)).not.toBeInTheDocument();
    }
  });

  it.each(['1.0.0', '2.0.1', '7.0.0'])(
    'are none in %s, and what was entered for another version is taken back',
    async number => {
      const { entered } = await show({
        version: number,
        parameters: { contact: 'claims' },
      });
      expect(
        await screen.findByText('The version asks for nothing new.'),
      ).toBeInTheDocument();
      await waitFor(() => expect(entered().parameters).toEqual({}));
    },
  );

  it.each<[string, object, object | undefined, string[]]>([
    [
      'has no default at one of the stages',
      {},
      undefined,
      ['Contact is required.'],
    ],
    [
      'breaks its rule',
      { stages: ['dev'] },
      { contact: 'x' },
      ['contact must NOT have fewer than 3 characters'],
    ],
    ['is given', {}, { contact: 'claims' }, []],
    ['has a default wherever it is meant', { stages: ['dev'] }, undefined, []],
    ['is not known', { version: '7.0.0' }, undefined, []],
  ])(
    'hold the person up exactly where one %s',
    async (_, over, value, said) => {
      const errors: string[] = [];
      await validateFleetParameters(
        value as Record<string, unknown> | undefined,
        { addError: error => errors.push(error) },
        {
          apiHolder: TestApiRegistry.from([environmentsApiRef, api]),
          formData: { blueprint: 'application', version: '2.0.0', ...over },
        },
      );
      expect(errors).toEqual(said);
    },
  );
});

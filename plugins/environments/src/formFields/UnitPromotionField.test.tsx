import type { Blueprint, UnitOnMain } from '@plinth/plugin-environments-common';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { fakeApi } from '../__testUtils__/fixtures';
import { renderForm } from '../__testUtils__/FormHarness';
import { UnitPromotion } from './UnitPromotionField';

const SEEN: UnitOnMain = {
  entityRef: 'resource:default/claims-production',
  repository: 'github.com/acme/infrastructure',
  path: 'environments/claims-production',
  commit: '0123456789abcdef0123456789abcdef01234567',
  kind: 'environment',
  blueprint: 'application',
  version: '1.0.0',
  stage: 'production',
  account: '111122223333',
  region: 'us-east-1',
  owner: 'group:default/claims',
  monthlyBudget: 200,
  parameters: { cidr: '10.1.0.0/16', storage: 40 },
};
const FROM: UnitOnMain = {
  ...SEEN,
  entityRef: 'resource:default/claims-staging',
  repository: 'github.com/acme/infrastructure',
  path: 'environments/claims-staging',
  version: '1.1.0',
  stage: 'staging',
  parameters: { cidr: '10.2.0.0/16', storage: 20, zones: 3, image: 'web:2' },
};
const BLUEPRINT: Blueprint = {
  name: 'application',
  version: '1.0.0',
  newest: false,
  title: 'Application environment',
  description: 'A network and a database.',
  kind: 'environment',
  stages: ['staging', 'production'],
  parameters: {
    type: 'object',
    properties: {
      cidr: { type: 'string', title: 'Network', ofPlace: true },
      storage: { type: 'integer', title: 'Storage (GiB)' },
      zones: { type: 'integer', title: 'Zones' },
      standby: { type: 'boolean', title: 'Standby' },
      logs: { type: 'boolean', title: 'Log search' },
      image: { type: 'string', title: 'Image' },
    },
  },
  defaults: {
    staging: {
      parameters: { storage: 20, zones: 2, standby: false, logs: true },
      regions: {},
      required: [],
    },
    production: {
      parameters: { storage: 20, zones: 2, standby: true, logs: true },
      regions: {},
      required: [],
    },
  },
  replaces: [],
  fixed: [
    {
      parameter: 'zones',
      why: 'subnets would be replaced',
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

function show(formData: Record<string, unknown> = {}) {
  return renderForm({
    fields: { UnitPromotion },
    properties: {
      keep: { type: 'array', items: { type: 'string' }, title: 'Stay' },
    },
    uiSchema: { keep: { 'ui:field': 'UnitPromotion' } },
    formData: { seenFrom: FROM, seen: SEEN, ...formData },
    api: fakeApi({
      listBlueprints: async () => ({
        items: [BLUEPRINT, { ...BLUEPRINT, version: '1.1.0', newest: true }],
      }),
    }),
  });
}

const row = async (name: string) =>
  (await screen.findByRole('rowheader', { name })).closest('tr');

describe('the form of a promotion', () => {
  it('shows where both differ, what is carried, and why the rest is not', async () => {
    await show();
    expect(await row('Network')).toHaveTextContent(
      /10\.2\.0\.0\/16.*10\.1\.0\.0\/16.*says where an environment stands/,
    );
    expect(await row('Zones')).toHaveTextContent(
      /3.*2.*cannot change in place/,
    );
    expect(await row('Standby')).toHaveTextContent(
      /false.*true.*left to the default of the stage/,
    );
    expect(await row('Image')).toHaveTextContent(/web:2.*none/);
    expect(await row('Storage (GiB)')).toHaveTextContent(
      /20.*40.*unless refused: AWS makes no storage smaller/,
    );
    expect(screen.getAllByRole('checkbox')).toHaveLength(2);
    expect(
      screen.queryByRole('rowheader', { name: 'Log search' }),
    ).not.toBeInTheDocument();
    expect(screen.getByText(/1 parameters agree/)).toBeInTheDocument();
    expect(screen.getByText(/^application 1\.0\.0 becomes/)).toHaveTextContent(
      '1.1.0',
    );
  });

  it('enters what a person keeps', async () => {
    const { entered } = await show();
    const carry = await screen.findByRole('checkbox', { name: 'Carry Image' });
    expect(carry).toBeChecked();
    await userEvent.click(carry);
    await waitFor(() => expect(entered().keep).toEqual(['image']));
    await userEvent.click(carry);
    await waitFor(() => expect(entered().keep).toEqual([]));
  });

  it('takes back what was kept of an environment that was chosen before', async () => {
    const { entered } = await show({ keep: ['image', 'other'] });
    await waitFor(() => expect(entered().keep).toEqual(['image']));
  });

  it.each([
    ['itself', SEEN, /cannot be promoted to itself/],
    [
      'another blueprint',
      { ...FROM, blueprint: 'single-host' },
      /claims-staging is made from single-host, and claims-production from application/,
    ],
    [
      'a version that nobody knows',
      { ...FROM, version: '9.0.0' },
      /does not know the versions of application/,
    ],
  ])('says what is wrong with %s', async (_, seenFrom, reason) => {
    await show({ seenFrom });
    expect(await screen.findByRole('alert')).toHaveTextContent(reason);
  });
});

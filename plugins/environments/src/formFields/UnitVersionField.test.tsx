import type { Blueprint, UnitOnMain } from '@plinth/plugin-environments-common';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { fakeApi } from '../__testUtils__/fixtures';
import { renderForm } from '../__testUtils__/FormHarness';
import { UnitReplaced, UnitVersion } from './UnitVersionField';

// The scaffolder's form is slow to start and to find things in.
jest.setTimeout(30_000);

const version = (number: string, more: Partial<Blueprint> = {}): Blueprint => ({
  name: 'application',
  version: number,
  newest: false,
  title: 'Application environment',
  description: 'A network and a database.',
  kind: 'environment',
  stages: ['dev'],
  parameters: {},
  defaults: {},
  fixed: [],
  replaces: [],
  ...more,
});

function show(now: string) {
  return renderForm({
    fields: { UnitVersion, UnitReplaced },
    properties: {
      version: { type: 'string', title: 'Version' },
      replaces: {
        type: 'array',
        items: { type: 'string' },
        title: 'May be replaced',
        description: 'Name it once its data is saved',
      },
    },
    uiSchema: {
      version: { 'ui:field': 'UnitVersion' },
      replaces: { 'ui:field': 'UnitReplaced' },
    },
    formData: {
      seen: { blueprint: 'application', version: now } as UnitOnMain,
    },
    api: fakeApi({
      listBlueprints: async () => ({
        items: [
          version('1.0.0'),
          version('1.1.0', { notes: 'Adds a service.' }),
          version('2.0.0', {
            notes: 'Adds keys.',
            replaces: ['the database'],
          }),
          version('3.0.0', { name: 'other' }),
        ],
      }),
    }),
  });
}

const choose = async (number: string) => {
  await userEvent.click(await screen.findByRole('button', { name: /Version/ }));
  await userEvent.click(await screen.findByRole('option', { name: number }));
};

describe('the version that a unit moves to', () => {
  it('is a newer one, with the notes of all on the way', async () => {
    const { entered } = await show('1.0.0');
    await userEvent.click(
      await screen.findByRole('button', { name: /Version/ }),
    );
    expect(
      (await screen.findAllByRole('option')).map(each => each.textContent),
    ).toEqual(['1.1.0', '2.0.0']);
    await userEvent.click(screen.getByRole('option', { name: '1.1.0' }));
    expect(entered().version).toBe('1.1.0');
    expect(screen.getByText(/Adds a service\./)).toBeInTheDocument();
    expect(screen.queryByText(/Adds keys\./)).not.toBeInTheDocument();
    expect(
      await screen.findByText('It replaces nothing that holds data.'),
    ).toBeInTheDocument();
  });

  it('has what it replaces named one by one', async () => {
    const { entered } = await show('1.0.0');
    await choose('2.0.0');
    expect(screen.getByText(/Adds a service\./)).toBeInTheDocument();
    expect(screen.getByText(/Adds keys\./)).toBeInTheDocument();
    const replaced = await screen.findByRole('checkbox', {
      name: 'the database',
    });
    expect(replaced).not.toBeChecked();
    await userEvent.click(replaced);
    expect(entered().replaces).toEqual(['the database']);
    await userEvent.click(replaced);
    expect(entered().replaces).toEqual([]);
  });

  it('is none when the unit has the newest', async () => {
    await show('2.0.0');
    expect(await screen.findByRole('status')).toHaveTextContent(
      'application 2.0.0 is the newest version: there is nothing to move to.',
    );
  });
});

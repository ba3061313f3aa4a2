import type {
  Blueprint,
  BlueprintList,
  UnitOnMain,
} from '@plinth/plugin-environments-common';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { fakeApi } from '../__testUtils__/fixtures';
import { renderForm } from '../__testUtils__/FormHarness';
import { UnitReplaced, UnitVersion } from './UnitVersionField';

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

const LIST = {
  items: [
    version('1.0.0'),
    version('1.1.0', { notes: 'Adds a service.' }),
    version('2.0.0', {
      notes: 'Adds keys.',
      replaces: ['the database'],
    }),
    version('3.0.0', { name: 'other' }),
  ],
};

function show(
  now: string,
  {
    formData = {},
    listBlueprints = async () => LIST,
  }: {
    formData?: Record<string, unknown>;
    listBlueprints?: () => Promise<BlueprintList>;
  } = {},
) {
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
      ...formData,
    },
    api: fakeApi({ listBlueprints }),
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

  it('says nothing of what it replaces before that was read, and what failed', async () => {
    let fail: (error: Error) => void = () => {};
    await show('1.0.0', {
      formData: { version: '2.0.0' },
      listBlueprints: () =>
        new Promise((_, reject) => {
          fail = reject;
        }),
    });
    expect(
      await screen.findAllByRole('status', { name: 'Reading the versions' }),
    ).toHaveLength(2);
    const nothing = () =>
      screen.queryByText('It replaces nothing that holds data.');
    expect(nothing()).not.toBeInTheDocument();
    fail(new Error('the back end is away'));
    expect(await screen.findAllByText('the back end is away')).not.toEqual([]);
    expect(nothing()).not.toBeInTheDocument();
  });

  it('is taken back, with the consent to its losses, when another unit cannot move to it', async () => {
    const { entered } = await show('2.0.0', {
      formData: { version: '2.0.0', replaces: ['the database'] },
    });
    await waitFor(() => expect(entered().version).toBeUndefined());
    await waitFor(() => expect(entered().replaces).toEqual([]));
    expect(
      screen.queryByText('It replaces nothing that holds data.'),
    ).not.toBeInTheDocument();
  });

  it('is none for a unit at a version that nobody knows, after which all would come', async () => {
    await show('1.5.0', { formData: { version: '2.0.0' } });
    const [alert] = await screen.findAllByRole('alert');
    expect(alert).toHaveTextContent(
      'This portal does not know application 1.5.0, so it cannot tell which versions are newer.',
    );
    expect(screen.queryByRole('option')).not.toBeInTheDocument();
  });

  it('is none when the unit has the newest', async () => {
    await show('2.0.0');
    expect(await screen.findByRole('status')).toHaveTextContent(
      'application 2.0.0 is the newest version: there is nothing to move to.',
    );
  });
});

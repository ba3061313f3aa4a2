import type { Entity } from '@backstage/catalog-model';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderForm } from '../__testUtils__/FormHarness';
import { EnvironmentName } from './EnvironmentNameField';

const taken: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Resource',
  metadata: { name: 'claims-dev' },
};

async function show(
  getEntityByRef = jest.fn(async (ref: unknown): Promise<Entity | undefined> =>
    ref === 'resource:default/claims-dev' ? taken : undefined,
  ),
) {
  const form = await renderForm({
    fields: { EnvironmentName },
    properties: {
      name: {
        type: 'string',
        title: 'Name of it',
        description: 'It cannot change later',
      },
    },
    uiSchema: { name: { 'ui:field': 'EnvironmentName' } },
    catalog: { getEntityByRef },
  });
  return {
    ...form,
    getEntityByRef,
    name: screen.getByRole('textbox', { name: 'Name of it' }),
  };
}

describe('the field of the name', () => {
  it('says at once what is wrong, and does not ask the catalog for such a name', async () => {
    const { name, getEntityByRef, entered } = await show();
    expect(name).toHaveValue('');
    expect(screen.getByText('It cannot change later')).toBeInTheDocument();
    await userEvent.type(name, 'Claims');
    expect(
      screen.getByText('Use only lower-case letters, digits and hyphens.'),
    ).toBeInTheDocument();
    expect(name).toBeInvalid();
    await userEvent.clear(name);
    await userEvent.type(name, 'ab');
    expect(
      screen.getByText('Too short: use at least 3 characters.'),
    ).toBeInTheDocument();
    expect(getEntityByRef).not.toHaveBeenCalled();
    expect(entered()).toEqual({ name: 'ab' });
  });

  it('says that a name is taken, and takes it back with the next one', async () => {
    const { name, entered } = await show();
    await userEvent.type(name, 'claims-dev');
    expect(
      await screen.findByText('claims-dev is taken: choose another name.'),
    ).toBeInTheDocument();
    expect(name).toBeInvalid();
    await userEvent.type(name, '2');
    expect(screen.queryByText(/is taken/)).not.toBeInTheDocument();
    expect(name).toBeValid();
    expect(entered()).toEqual({ name: 'claims-dev2' });
  });

  it('leaves the check to the request where the catalog does not answer', async () => {
    const { name, getEntityByRef } = await show(
      jest.fn(async (_ref: unknown): Promise<Entity | undefined> => {
        throw new Error('the catalog is away');
      }),
    );
    await userEvent.type(name, 'claims-dev');
    await waitFor(() => expect(getEntityByRef).toHaveBeenCalled());
    expect(name).toBeValid();
    expect(screen.getByText('It cannot change later')).toBeInTheDocument();
  });
});

import {
  mockApis,
  renderInTestApp,
  TestApiProvider,
} from '@backstage/test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { permissionApiRef } from '@backstage/plugin-permission-react';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { row } from '../__testUtils__/fixtures';
import { LifeMenu } from './LifeMenu';

describe('the menu of a unit', () => {
  it.each([
    ['environment', 'change-environment', 'claims-dev'],
    ['tenant', 'change-tenant', 'acme'],
  ] as const)(
    'leads an %s to %s with the unit filled in',
    async (kind, template, name) => {
      await renderInTestApp(
        <TestApiProvider apis={[[permissionApiRef, mockApis.permission()]]}>
          <LifeMenu
            row={row({ kind, name, entityRef: `resource:default/${name}` })}
          />
        </TestApiProvider>,
      );
      await userEvent.click(
        await screen.findByRole('button', { name: `Requests for ${name}` }),
      );
      const [first] = await screen.findAllByRole('menuitem');
      const url = new URL(first.getAttribute('href') ?? '', 'http://localhost');
      expect(url.pathname).toBe(`/create/templates/default/${template}`);
      expect(JSON.parse(url.searchParams.get('formData') ?? '')).toEqual({
        entityRef: `resource:default/${name}`,
      });
    },
  );

  it.each([
    ['active', ['Suspend']],
    ['suspended', ['Resume']],
    ['offboarded', []],
    [undefined, ['Suspend', 'Resume']],
  ])(
    'offers a tenant that is %s what its state allows',
    async (state, offered) => {
      await renderInTestApp(
        <TestApiProvider apis={[[permissionApiRef, mockApis.permission()]]}>
          <LifeMenu row={row({ kind: 'tenant', name: 'acme', state })} />
        </TestApiProvider>,
      );
      await userEvent.click(
        await screen.findByRole('button', { name: 'Requests for acme' }),
      );
      const items = await screen.findAllByRole('menuitem');
      expect(
        items
          .map(({ textContent }) => textContent)
          .filter(title => title === 'Suspend' || title === 'Resume'),
      ).toEqual(offered);
    },
  );

  it('is there only for the units that the person may change or end', async () => {
    const asked: unknown[] = [];
    const api = mockApis.permission({
      authorize: ({ permission, resourceRef }) => {
        asked.push([permission.name, resourceRef]);
        return resourceRef === 'resource:default/mine'
          ? AuthorizeResult.ALLOW
          : AuthorizeResult.DENY;
      },
    });
    await renderInTestApp(
      <TestApiProvider apis={[[permissionApiRef, api]]}>
        {['mine', 'theirs'].map(name => (
          <LifeMenu
            key={name}
            row={row({ name, entityRef: `resource:default/${name}` })}
          />
        ))}
      </TestApiProvider>,
    );
    await screen.findByRole('button', { name: 'Requests for mine' });
    await waitFor(() =>
      expect(asked).toEqual([
        ['environments.environment.update', 'resource:default/mine'],
        ['environments.environment.delete', 'resource:default/mine'],
        ['environments.environment.update', 'resource:default/theirs'],
        ['environments.environment.delete', 'resource:default/theirs'],
      ]),
    );
    expect(
      screen.queryByRole('button', { name: 'Requests for theirs' }),
    ).not.toBeInTheDocument();
  });
});

import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderInTestApp } from '@backstage/test-utils';
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
        <LifeMenu
          row={row({ kind, name, entityRef: `resource:default/${name}` })}
        />,
      );
      await userEvent.click(
        screen.getByRole('button', { name: `Requests for ${name}` }),
      );
      const [first] = await screen.findAllByRole('menuitem');
      const url = new URL(first.getAttribute('href') ?? '', 'http://localhost');
      expect(url.pathname).toBe(`/create/templates/default/${template}`);
      expect(JSON.parse(url.searchParams.get('formData') ?? '')).toEqual({
        entityRef: `resource:default/${name}`,
      });
    },
  );
});

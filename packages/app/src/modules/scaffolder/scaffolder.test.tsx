import catalogPlugin from '@backstage/plugin-catalog/alpha';
import type { Permission } from '@backstage/plugin-permission-common';
import scaffolderPlugin from '@backstage/plugin-scaffolder/alpha';
import { screen } from '@testing-library/react';
import { openPortal, START } from '../../__testUtils__/openPortal';
import { notFoundModule } from '../notFound';
import { scaffolderModule } from '.';

const open = (isAllowed: (permission: Permission) => boolean) =>
  openPortal({
    path: '/create',
    features: [
      catalogPlugin,
      scaffolderPlugin,
      scaffolderModule,
      notFoundModule,
    ],
    isAllowed,
  });

describe('the forms', () => {
  it('are no place for who may send none', async () => {
    open(() => false);
    expect(
      await screen.findByRole(
        'heading',
        { name: 'There is nothing here' },
        START,
      ),
    ).toBeInTheDocument();
  });

  it('are there for who may send them, without what serves the makers of templates', async () => {
    open(({ name }) => name !== 'scaffolder.template.management');
    expect(
      await screen.findByRole('tab', { name: 'Templates' }, START),
    ).toBeInTheDocument();
    expect(screen.getByRole('tab', { name: 'Tasks' })).toBeInTheDocument();
    expect(
      screen.queryByRole('tab', { name: /Editor|Actions|Templating/ }),
    ).not.toBeInTheDocument();
  });

  it('show that to those makers', async () => {
    open(() => true);
    expect(
      await screen.findByRole('tab', { name: 'Template Editor' }, START),
    ).toBeInTheDocument();
  });
});

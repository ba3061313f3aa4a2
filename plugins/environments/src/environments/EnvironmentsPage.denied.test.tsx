import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { mockApis } from '@backstage/test-utils';
import { screen } from '@testing-library/react';
import {
  fakeApi,
  fleetPage,
  renderOnEntity,
  row,
} from '../__testUtils__/fixtures';
import { EnvironmentsPage } from './EnvironmentsPage';

// A file of its own, since decisions about permissions are kept between renderings.
describe('the Environments page of who may only read', () => {
  it('offers no form and no change, and no bill', async () => {
    const asked: string[] = [];
    await renderOnEntity(
      <EnvironmentsPage />,
      fakeApi({ listEnvironments: async () => fleetPage([row()]) }),
      {
        permission: mockApis.permission({
          authorize: ({ permission }) => {
            asked.push(permission.name);
            return AuthorizeResult.DENY;
          },
        }),
      },
    );
    expect(
      await screen.findByRole('link', { name: 'claims-dev' }),
    ).toBeInTheDocument();
    expect(asked.sort()).toEqual([
      'environments.account-costs.read',
      'environments.environment.delete',
      'environments.environment.update',
      'scaffolder.task.create',
    ]);
    expect(screen.queryByText(/^Cost by account/)).toBeNull();
    expect(screen.queryByRole('link', { name: 'New environment' })).toBeNull();
    expect(screen.queryByRole('button', { name: /^Requests for/ })).toBeNull();
  });
});

import { mockApis } from '@backstage/frontend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { screen } from '@testing-library/react';
import { fakeApi, fresh, renderOnEntity } from '../__testUtils__/fixtures';
import { HomePage } from './HomePage';

// In a file of its own: Backstage remembers decisions about permissions across the tests of a file.
describe('the home page of somebody who may not request', () => {
  it('offers no request', async () => {
    await renderOnEntity(
      <HomePage />,
      fakeApi({
        getHome: async () => ({
          requests: [],
          waiting: [],
          units: [],
          counts: { units: 0, health: {}, sync: {}, overBudget: 0 },
          monthToDate: null,
          changes: { since: new Date().toISOString(), items: [], more: false },
          freshness: fresh,
        }),
      }),
      {
        permission: mockApis.permission({
          authorize: () => AuthorizeResult.DENY,
        }),
      },
    );
    expect(
      await screen.findByText('Nothing waits for you.'),
    ).toBeInTheDocument();
    expect(
      screen.queryByRole('link', { name: 'New environment' }),
    ).not.toBeInTheDocument();
  });
});

import { mockApis } from '@backstage/frontend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import type { Deployment } from '@plinth/plugin-environments-common';
import { screen } from '@testing-library/react';
import { fakeApi, fresh, renderOnEntity } from '../__testUtils__/fixtures';
import { DeploymentsContent } from './DeploymentsContent';

const deployment = (digit: string): Deployment => ({
  id: digit,
  status: 'succeeded',
  startedAt: '2026-05-01T10:00:00.000Z',
  commit: {
    sha: digit.repeat(40),
    url: `https://github.example.com/commit/${digit}`,
  },
  title: `Deployment ${digit}`,
  run: { id: digit, url: `https://github.example.com/runs/${digit}` },
});

// In a file of its own: Backstage remembers decisions about permissions across the tests of a file.
describe('the deployments for somebody who may not request', () => {
  it('have no way back', async () => {
    await renderOnEntity(
      <DeploymentsContent />,
      fakeApi({
        listDeployments: async () => ({
          items: [deployment('2'), deployment('1')],
          pageInfo: {},
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
      await screen.findByRole('article', { name: 'Deployment 1' }),
    ).toBeInTheDocument();
    expect(screen.queryByRole('link', { name: /Roll back/ })).toBeNull();
  });
});

import catalogPlugin from '@backstage/plugin-catalog/alpha';
import searchPlugin from '@backstage/plugin-search/alpha';
import { screen, within } from '@testing-library/react';
import { openPortal, START } from '../../__testUtils__/openPortal';
import { searchModule } from '.';

const FOUND = {
  results: [
    {
      type: 'environments',
      rank: 1,
      document: {
        title: 'claims-dev',
        text: 'Environment at stage dev, in account sandbox (111122223333).',
        location: '/catalog/default/resource/claims-dev',
      },
    },
  ],
  numberOfResults: 1,
};

it('names environments and tenants among the kinds of results, and leads to their page', async () => {
  jest
    .spyOn(globalThis, 'fetch')
    .mockImplementation(async input =>
      Response.json(
        `${input instanceof Request ? input.url : input}`.includes(
          '/api/search/',
        )
          ? FOUND
          : { items: [], facets: {} },
      ),
    );
  openPortal({
    path: '/search?query=111122223333',
    features: [catalogPlugin, searchPlugin, searchModule],
  });
  const link = await screen.findByRole('link', { name: 'claims-dev' }, START);
  expect(link).toHaveAttribute('href', '/catalog/default/resource/claims-dev');
  const item = screen
    .getAllByRole('listitem')
    .find(each => within(each).queryByRole('link', { name: 'claims-dev' }));
  expect(item).toHaveTextContent('in account sandbox (111122223333)');
  expect(
    screen.getByRole('button', { name: /Environments and tenants/ }),
  ).toBeInTheDocument();
});

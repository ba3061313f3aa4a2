import { screen, waitFor } from '@testing-library/react';
import { openPortal, START } from '../../__testUtils__/openPortal';
import { titleModule } from '../title';
import { notFoundModule } from '.';

it('says that there is nothing at an address, in the title too, and where to go', async () => {
  openPortal({
    path: '/no/such/page',
    features: [notFoundModule, titleModule],
  });
  expect(
    await screen.findByRole(
      'heading',
      { name: 'There is nothing here' },
      START,
    ),
  ).toBeInTheDocument();
  await waitFor(() =>
    expect(document.title).toBe('There is nothing here | Plinth'),
  );
  for (const place of ['environments', 'catalog', 'search']) {
    expect(screen.getByRole('link', { name: place })).toHaveAttribute(
      'href',
      `/${place}`,
    );
  }
  expect(document.body).not.toHaveTextContent(/Mooooooo|Backstage|support/i);
});

import userSettingsPlugin from '@backstage/plugin-user-settings/alpha';
import { screen, within } from '@testing-library/react';
import { openPortal, START } from '../../__testUtils__/openPortal';
import { layoutModule } from '.';

it('has the tabs of a page as links, of which that of the reader is marked', async () => {
  openPortal({
    path: '/settings',
    features: [userSettingsPlugin, layoutModule],
  });
  const tabs = within(
    await screen.findByRole('navigation', { name: 'Settings' }, START),
  );
  expect(
    await tabs.findByRole('link', { name: 'General', current: 'page' }),
  ).toHaveAttribute('href', '/settings/general');
  expect(tabs.getAllByRole('link', { current: false }).length).toBeGreaterThan(
    0,
  );
});

import catalogPlugin from '@backstage/plugin-catalog/alpha';
import userSettingsPlugin from '@backstage/plugin-user-settings/alpha';
import { screen } from '@testing-library/react';
import { openPortal, START } from '../../__testUtils__/openPortal';
import { wordsModule } from '.';

it('speaks in the settings of the person, and of nothing that the portal is built on', async () => {
  openPortal({
    path: '/settings',
    features: [catalogPlugin, userSettingsPlugin, wordsModule],
  });
  expect(await screen.findByText('Who you are', {}, START)).toBeInTheDocument();
  expect(document.body).not.toHaveTextContent(/Backstage/);
});

import {
  createFrontendPlugin,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
import { Header } from '@backstage/core-components';
import { screen, waitFor } from '@testing-library/react';
import { Link } from 'react-router-dom';
import { openPortal, START } from '../../__testUtils__/openPortal';
import { titleModule } from '.';

/** A page that says its title as some plugins do, and one that says none, as others do. */
const pages = createFrontendPlugin({
  pluginId: 'pages',
  extensions: [
    PageBlueprint.make({
      name: 'titled',
      params: {
        path: '/titled',
        noHeader: true,
        loader: async () => (
          <>
            <Header title="Titled" pageTitleOverride="Something else" />
            <Link to="/plain">On</Link>
          </>
        ),
      },
    }),
    PageBlueprint.make({
      name: 'plain',
      params: {
        path: '/plain',
        noHeader: true,
        loader: async () => (
          <>
            <h1>Plain</h1>
            <Link to="/titled">Back</Link>
          </>
        ),
      },
    }),
  ],
});

it('is that of the page that is shown, whatever page was shown before', async () => {
  openPortal({ path: '/titled', features: [pages, titleModule] });
  const title = (expected: string) =>
    waitFor(() => expect(document.title).toBe(expected));
  (await screen.findByRole('link', { name: 'On' }, START)).focus();
  await title('Titled | Plinth');
  screen.getByRole('link', { name: 'On' }).click();
  await screen.findByRole('heading', { name: 'Plain' });
  await title('Plain | Plinth');
  screen.getByRole('link', { name: 'Back' }).click();
  await screen.findByRole('heading', { name: 'Titled' });
  await title('Titled | Plinth');
});

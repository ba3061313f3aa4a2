import {
  appThemeApiRef,
  createFrontendPlugin,
  PageBlueprint,
  useApi,
} from '@backstage/frontend-plugin-api';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { openPortal, START } from '../../__testUtils__/openPortal';
import { themeModule } from '.';

function Page() {
  const themes = useApi(appThemeApiRef);
  return (
    <>
      <input aria-label="Name" />
      <button onClick={() => themes.setActiveThemeId('dark')}>Dark</button>
    </>
  );
}

const page = createFrontendPlugin({
  pluginId: 'page',
  extensions: [
    PageBlueprint.make({
      params: { path: '/', loader: async () => <Page /> },
    }),
  ],
});

it('changes without losing what was typed', async () => {
  openPortal({ path: '/', features: [page, themeModule] });
  const field = await screen.findByRole('textbox', { name: 'Name' }, START);
  fireEvent.change(field, { target: { value: 'claims-dev' } });
  fireEvent.click(screen.getByRole('button', { name: 'Dark' }));
  await waitFor(() =>
    expect(document.body).toHaveAttribute('data-theme-mode', 'dark'),
  );
  expect(screen.getByRole('textbox', { name: 'Name' })).toHaveValue(
    'claims-dev',
  );
});

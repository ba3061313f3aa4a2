import { createFrontendModule } from '@backstage/frontend-plugin-api';
import { ThemeBlueprint } from '@backstage/plugin-app-react';
import {
  createUnifiedTheme,
  genPageTheme,
  palettes,
  shapes,
  UnifiedThemeProvider,
  type UnifiedTheme,
} from '@backstage/theme';
import DarkIcon from '@material-ui/icons/Brightness2';
import LightIcon from '@material-ui/icons/WbSunny';
import type { ReactNode } from 'react';

/** Stone and water: the colours of the mark. */
const page = genPageTheme({
  colors: ['#143d4c', '#1f6473'],
  shape: shapes.wave,
});
const pageTheme = Object.fromEntries(
  [
    'home',
    'tool',
    'documentation',
    'service',
    'website',
    'library',
    'other',
    'app',
    'apis',
    'card',
  ].map(name => [name, page]),
);

function provider(theme: UnifiedTheme) {
  return ({ children }: { children: ReactNode }) => (
    <UnifiedThemeProvider theme={theme}>{children}</UnifiedThemeProvider>
  );
}

const light = ThemeBlueprint.make({
  name: 'light',
  params: {
    theme: {
      id: 'light',
      title: 'Light',
      variant: 'light',
      icon: <LightIcon />,
      Provider: provider(
        createUnifiedTheme({
          palette: palettes.light,
          defaultPageTheme: 'tool',
          pageTheme,
        }),
      ),
    },
  },
});

const dark = ThemeBlueprint.make({
  name: 'dark',
  params: {
    theme: {
      id: 'dark',
      title: 'Dark',
      variant: 'dark',
      icon: <DarkIcon />,
      Provider: provider(
        createUnifiedTheme({
          palette: palettes.dark,
          defaultPageTheme: 'tool',
          pageTheme,
        }),
      ),
    },
  },
});

/** Light and dark, in the portal's own colours. */
export const themeModule = createFrontendModule({
  pluginId: 'app',
  extensions: [light, dark],
});

import { appThemeApiRef, useApi } from '@backstage/frontend-plugin-api';
import { UnifiedThemeProvider } from '@backstage/theme';
import type { ReactNode } from 'react';
import { createPortalTheme } from './createPortalTheme';

const themes = {
  light: createPortalTheme('light'),
  dark: createPortalTheme('dark'),
};

/**
 * The theme that is chosen, or the one of the reader's system. Both are provided by this one component: with one each, React would make the
 * whole page anew when the theme changes, and what was typed would be lost.
 */
export function PortalThemeProvider({ children }: { children: ReactNode }) {
  const chosen = useApi(appThemeApiRef).getActiveThemeId();
  const isDark = chosen
    ? chosen === 'dark'
    : window.matchMedia?.('(prefers-color-scheme: dark)').matches;
  return (
    <UnifiedThemeProvider theme={isDark ? themes.dark : themes.light}>
      {children}
    </UnifiedThemeProvider>
  );
}

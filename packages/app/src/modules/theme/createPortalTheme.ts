import { createUnifiedTheme, type PageTheme } from '@backstage/theme';
import { palettes } from './palettes';

const FONT = "'Inter Variable', system-ui, sans-serif";
const RADIUS = 6;

const heading = (fontSize: number) => ({
  fontSize,
  fontWeight: 600,
  marginBottom: 4,
});

/**
 * What other plugins still draw with Material-UI, in the portal's font, scale, radius and shadow: panels have a border, only what floats
 * has a shadow, and no page has a banner.
 */
export function createPortalTheme(mode: 'light' | 'dark') {
  const palette = palettes[mode];
  const { divider, text, background } = palette;
  const plain: PageTheme = {
    colors: [background.default, background.default],
    shape: 'none',
    backgroundImage: 'none',
    fontColor: text.primary,
  };
  return createUnifiedTheme({
    palette,
    fontFamily: FONT,
    defaultPageTheme: 'any',
    pageTheme: { any: plain },
    typography: {
      htmlFontSize: 16,
      fontFamily: FONT,
      h1: heading(24),
      h2: heading(24),
      h3: heading(24),
      h4: heading(20),
      h5: heading(16),
      h6: heading(16),
    },
    components: {
      BackstageHeader: {
        styleOverrides: {
          header: {
            boxShadow: 'none',
            backgroundColor: background.default,
            paddingBottom: 0,
          },
        },
      },
      BackstageItemCardHeader: {
        styleOverrides: { root: { paddingBottom: 0 } },
      },
      MuiPaper: {
        styleOverrides: {
          root: { backgroundImage: 'unset' },
          rounded: { borderRadius: RADIUS },
          elevation1: { boxShadow: `0 0 0 1px ${divider}` },
          elevation2: { boxShadow: `0 0 0 1px ${divider}` },
          elevation4: { boxShadow: 'var(--plinth-shadow)' },
          elevation8: { boxShadow: 'var(--plinth-shadow)' },
          elevation24: { boxShadow: 'var(--plinth-shadow)' },
        },
      },
      MuiButton: {
        styleOverrides: {
          root: {
            borderRadius: RADIUS,
            textTransform: 'none',
            fontWeight: 600,
          },
        },
      },
      MuiOutlinedInput: {
        styleOverrides: { root: { borderRadius: RADIUS } },
      },
      MuiTab: { styleOverrides: { root: { textTransform: 'none' } } },
    },
  });
}

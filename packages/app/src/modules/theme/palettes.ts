import { palettes as stock } from '@backstage/theme';

/** What colors.css says, for what is made of Material-UI. */
export const palettes = {
  light: {
    ...stock.light,
    background: { default: '#f5f7f7', paper: '#ffffff' },
    text: { primary: '#12191c', secondary: '#54616a' },
    divider: '#dbe1e4',
    border: '#dbe1e4',
    primary: { main: '#17607a' },
    textSubtle: '#54616a',
    link: '#17607a',
    linkHover: '#124c61',
    navigation: {
      background: '#12303a',
      indicator: '#f2a33a',
      color: '#c3d4da',
      selectedColor: '#ffffff',
      navItem: { hoverBackground: '#1d4652' },
      submenu: { background: '#1d4652' },
    },
    tabbar: { indicator: '#17607a' },
  },
  dark: {
    ...stock.dark,
    background: { default: '#0f1416', paper: '#171e21' },
    text: { primary: '#f1f5f6', secondary: '#b3c0c6' },
    divider: '#2e393e',
    border: '#2e393e',
    primary: { main: '#8fd0db', dark: '#b0e0e8' },
    textSubtle: '#b3c0c6',
    textVerySubtle: '#3a464c',
    link: '#8fd0db',
    linkHover: '#b0e0e8',
    navigation: {
      background: '#0b1517',
      indicator: '#f2a33a',
      color: '#b3c0c6',
      selectedColor: '#ffffff',
      navItem: { hoverBackground: '#20292d' },
      submenu: { background: '#20292d' },
    },
    tabbar: { indicator: '#8fd0db' },
  },
};

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { palettes } from './palettes';

const ui = path.dirname(require.resolve('@backstage/ui/package.json'));
const sheets = [path.join(ui, 'dist/css/styles.css'), 'colors.css']
  .map(file => readFileSync(path.resolve(__dirname, file), 'utf8'))
  // What holds in one theme: the last rule that names a token wins
  .join('\n');

function partsOf(value: string): number[] {
  const [, hex] = /^#([0-9a-f]{6})$/i.exec(value) ?? [];
  if (!hex) {
    throw new Error(`"${value}" is no colour`);
  }
  return [0, 2, 4].map(at => parseInt(hex.slice(at, at + 2), 16) / 255);
}

/** The colour that a token has in a theme, as its three parts from 0 to 1. */
function color(mode: 'light' | 'dark', token: string): number[] {
  const rules = [
    ...sheets.matchAll(
      new RegExp(`\\[data-theme-mode='${mode}'\\]\\s*\\{([^}]*)\\}`, 'g'),
    ),
  ].map(([, rule]) => rule);
  const values = rules.flatMap(rule =>
    [...rule.matchAll(new RegExp(`${token}:\\s*([^;]+);`, 'g'))].map(
      ([, value]) => value.trim(),
    ),
  );
  const value = values.at(-1)?.replace('var(--bui-white)', '#ffffff') ?? '';
  return partsOf(value);
}

/** Relative luminance, as WCAG 2.2 defines it. */
function luminance(parts: number[]): number {
  const [red, green, blue] = parts.map(part =>
    part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: number[], other: number[]): number {
  const [dark, light] = [luminance(one), luminance(other)].sort(
    (a, b) => a - b,
  );
  return (light + 0.05) / (dark + 0.05);
}

const MODES = ['light', 'dark'] as const;
const BACKGROUNDS = ['app', 'neutral-1', 'neutral-2', 'neutral-3'];
const STATES = ['success', 'info', 'warning', 'danger'];

/** What is drawn on what, and how well it can be told from it: WCAG 2.2 asks 4.5 of text, and 3 of the ring of the focus. */
const PAIRS: [string, string, number][] = [
  ...BACKGROUNDS.flatMap((background): [string, string, number][] => [
    ['--bui-fg-primary', `--bui-bg-${background}`, 4.5],
    ['--bui-fg-secondary', `--bui-bg-${background}`, 4.5],
    ['--bui-ring', `--bui-bg-${background}`, 3],
  ]),
  ...STATES.map((state): [string, string, number] => [
    `--bui-fg-${state}-on-bg`,
    `--bui-bg-${state}`,
    4.5,
  ]),
  ['--bui-accent-fg', '--bui-accent-bg', 4.5],
  ['--bui-accent-fg', '--bui-accent-bg-hover', 4.5],
  ['--bui-border-2', '--bui-bg-neutral-1', 3],
  // Nobody reads a skeleton; it has to be seen
  ['--plinth-skeleton', '--bui-bg-app', 1.3],
  ['--plinth-skeleton', '--bui-bg-neutral-1', 1.3],
];

describe.each(MODES)('in %s', mode => {
  it.each(PAIRS)('%s on %s has a contrast of %s', (front, back, least) => {
    expect(
      contrast(color(mode, front), color(mode, back)),
    ).toBeGreaterThanOrEqual(least);
  });

  it('what is made of Material-UI has the same colours', () => {
    const { background, text, divider, primary, link } = palettes[mode];
    expect({
      app: partsOf(background.default),
      panel: partsOf(background.paper),
      primary: partsOf(text.primary),
      secondary: partsOf(text.secondary),
      border: partsOf(divider),
      accent: partsOf(primary.main),
      link: partsOf(link),
    }).toEqual({
      app: color(mode, '--bui-bg-app'),
      panel: color(mode, '--bui-bg-neutral-1'),
      primary: color(mode, '--bui-fg-primary'),
      secondary: color(mode, '--bui-fg-secondary'),
      border: color(mode, '--bui-border-1'),
      accent: color(mode, '--bui-accent-bg'),
      link: color(mode, '--bui-accent-bg'),
    });
  });
});

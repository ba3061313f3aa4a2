import { readFileSync } from 'node:fs';
import path from 'node:path';

const ui = path.dirname(require.resolve('@backstage/ui/package.json'));
const sheets = [path.join(ui, 'dist/css/styles.css'), 'colors.css']
  .map(file => readFileSync(path.resolve(__dirname, file), 'utf8'))
  // What holds in one theme: the last rule that names a token wins
  .join('\n');

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
  const [, hex] = /^#([0-9a-f]{6})$/i.exec(value) ?? [];
  if (!hex) {
    throw new Error(`${token} is "${value}" in ${mode}, which is no colour`);
  }
  return [0, 2, 4].map(at => parseInt(hex.slice(at, at + 2), 16) / 255);
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

describe('quiet text', () => {
  it.each(
    (['light', 'dark'] as const).flatMap(mode =>
      ['app', 'neutral-1', 'neutral-2', 'neutral-3'].map(
        background => [mode, background] as const,
      ),
    ),
  )('can be read in %s on %s', (mode, background) => {
    expect(
      contrast(
        color(mode, '--bui-fg-secondary'),
        color(mode, `--bui-bg-${background}`),
      ),
    ).toBeGreaterThanOrEqual(4.5);
  });
});

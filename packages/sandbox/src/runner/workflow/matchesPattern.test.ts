import { matchesPattern } from './matchesPattern';

describe('matchesPattern', () => {
  it.each([
    ['main', 'main', true],
    ['main', 'mai', false],
    ['feature/a', 'feature/*', true],
    ['feature/a/b', 'feature/*', false],
    ['feature/a/b', 'feature/**', true],
    ['releases/10', 'releases/[0-9]+', true],
    ['v1.2.3', 'v[12].[0-9]+.[0-9]+', true],
    ['v1x2', 'v1.2', false],
    ['docs/a.md', 'docs/**', true],
    ['docs', 'docs/**', false],
    ['README.md', '**/README.md', true],
    ['a/b/README.md', '**/README.md', true],
    ['docs/x/y.md', 'docs/**/*.md', true],
    ['docs/y.md', 'docs/**/*.md', true],
    ['src/app.js', '**.js', true],
    ['page.jsx', '*.jsx?', true],
    ['page.js', '*.jsx?', true],
    ['environments/claims/environment.json', 'environments/**', true],
    ['tenants/acme/tenant.json', 'environments/**', false],
  ])('%s against %s: %s', (name, pattern, expected) => {
    expect(matchesPattern(name, [pattern])).toBe(expected);
  });

  it('takes names out again with a pattern that begins with an exclamation mark', () => {
    const patterns = ['docs/**', '!docs/internal/**', 'docs/internal/a.md'];
    expect(matchesPattern('docs/x.md', patterns)).toBe(true);
    expect(matchesPattern('docs/internal/b.md', patterns)).toBe(false);
    expect(matchesPattern('docs/internal/a.md', patterns)).toBe(true);
  });
});

import { satisfiesRange } from './satisfiesRange';

describe('satisfiesRange', () => {
  it.each([
    ['22', true],
    ['22.x', true],
    ['v22.5', true],
    ['22.5.1', true],
    ['22.5.2', false],
    ['20', false],
    ['>=20', true],
    ['>=22.6', false],
    ['>= 20 <23', true],
    ['>=20 <22', false],
    ['^22.1', true],
    ['^22.6', false],
    ['~22.5.0', true],
    ['~22.4', false],
    ['20 || 22', true],
    ['lts/*', true],
    ['latest', true],
  ])('22.5.1 in %s: %s', (range, expected) => {
    expect(satisfiesRange('22.5.1', range)).toBe(expected);
  });

  it('refuses what it cannot read', () => {
    expect(() => satisfiesRange('22.5.1', 'lts/jod')).toThrow(
      "Node version 'lts/jod' is not understood by this runner",
    );
  });
});

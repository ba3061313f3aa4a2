import { statusFunctions } from '../contexts';
import { expressionsIn, holds, resolve } from './template';

const scope = (
  status = { success: true, failure: false, cancelled: false },
) => ({
  contexts: { env: { NAME: 'x', ON: true }, github: { ref: 'main' } },
  functions: statusFunctions(status),
});

describe('resolve', () => {
  it('keeps the type of a lone expression and makes text of anything else', () => {
    expect(resolve('${{ env.ON }}', scope())).toBe(true);
    expect(resolve('on: ${{ env.ON }}', scope())).toBe('on: true');
    expect(resolve(5, scope())).toBe(5);
    expect(resolve('plain $HOME }}', scope())).toBe('plain $HOME }}');
  });

  it('does not end an expression at braces within a string', () => {
    expect(resolve("${{ format('{0}}}', 1) }}-${{ '}}' }}", scope())).toBe(
      '1}-}}',
    );
    expect(expressionsIn("a ${{ '}}' }} b ${{ env.NAME }}")).toEqual([
      "'}}'",
      'env.NAME',
    ]);
  });

  it('refuses an expression that does not end', () => {
    expect(() => resolve('a ${{ env.NAME', scope())).toThrow(
      '"${{" without its "}}"',
    );
  });
});

describe('holds', () => {
  const failed = { success: false, failure: true, cancelled: false };

  it('asks for success unless the condition speaks of the status itself', () => {
    expect(holds(undefined, scope())).toBe(true);
    expect(holds(undefined, scope(failed))).toBe(false);
    expect(holds("github.ref == 'main'", scope())).toBe(true);
    expect(holds("${{ github.ref == 'main' }}", scope(failed))).toBe(false);
    expect(holds('always()', scope(failed))).toBe(true);
    expect(holds("failure() && github.ref == 'main'", scope(failed))).toBe(
      true,
    );
    expect(holds('!cancelled()', scope(failed))).toBe(true);
    expect(holds(false, scope())).toBe(false);
  });

  it('refuses a condition that would always be true', () => {
    expect(() => holds("${{ github.ref }} == 'x'", scope())).toThrow(
      'write one expression',
    );
  });
});

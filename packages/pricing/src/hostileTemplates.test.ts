import fc from 'fast-check';
import { estimate } from './estimate';
import { rules } from './rules';
import { hostileTemplates } from './__testUtils__/hostileTemplates';

describe('estimates of hostile templates', () => {
  it('end with a finite sum of their lines, whatever a template holds', () => {
    fc.assert(
      fc.property(hostileTemplates(Object.keys(rules)), template => {
        const { monthly, lines } = estimate(template, { region: 'us-east-1' });
        expect(Number.isFinite(monthly)).toBe(true);
        expect(lines.every(line => line.monthly >= 0)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});

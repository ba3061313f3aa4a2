import fc from 'fast-check';
import type { AccountCost } from '../store';
import { addShares, BillPart, shareOfBill } from './shareOfBill';

const cost = (entityRef: string, amount: number): AccountCost => ({
  account: '111122223333',
  month: '2026-05',
  entityRef,
  kind: 'Use',
  amount,
  estimated: false,
});
// The test writes the part where the entity would be.
const partOf = ({ entityRef }: AccountCost) => entityRef as BillPart;
const cents = (dollars: number) => Math.round(dollars * 100) || 0;

describe('shareOfBill', () => {
  it('sums each part', () => {
    expect(
      shareOfBill(
        [
          cost('units', 1.1),
          cost('units', 2.2),
          cost('shared', 10),
          cost('untagged', 0.5),
          cost('adjustments', -4),
        ],
        partOf,
      ),
    ).toEqual({
      units: 3.3,
      shared: 10,
      unlisted: 0,
      untagged: 0.5,
      adjustments: -4,
      total: 9.8,
    });
  });

  it('adds up to the rounded total, and errs by less than a cent in each part, for any bills', () => {
    const part = fc.constantFrom(
      'units',
      'shared',
      'unlisted',
      'untagged',
      'adjustments',
    );
    const bill = fc.array(
      fc
        .tuple(part, fc.double({ min: -1e5, max: 1e5, noNaN: true }))
        .map(([name, amount]) => cost(name, amount)),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(fc.array(bill, { maxLength: 4 }), bills => {
        const shares = bills.map(costs => shareOfBill(costs, partOf));
        shares.forEach(({ total, ...parts }, index) => {
          expect(
            Object.values(parts).reduce((sum, each) => sum + cents(each), 0),
          ).toBe(cents(total));
          for (const [name, share] of Object.entries(parts)) {
            const exact = bills[index]
              .filter(({ entityRef }) => entityRef === name)
              .reduce((sum, { amount }) => sum + amount, 0);
            expect(Math.abs(share - exact)).toBeLessThan(0.01 + 1e-6);
          }
        });
        const { total, ...parts } = addShares(shares);
        expect(
          Object.values(parts).reduce((sum, each) => sum + cents(each), 0),
        ).toBe(cents(total));
      }),
    );
  });
});

import type { Stage } from '@plinth/blueprints/schema';
import fc from 'fast-check';
import { planWaves } from './planWaves';

const unit = (name: string, stage: Stage, owner = 'group:default/a') => ({
  name,
  stage,
  owner,
});
const stages = ['preview', 'dev', 'staging', 'production', 'shared'] as const;

describe('the waves of an upgrade', () => {
  it('go by stage, then owner, then name, and hold one stage each', () => {
    const planned = planWaves(
      [
        unit('p1', 'production'),
        unit('d2', 'dev', 'group:default/b'),
        unit('d3', 'dev'),
        unit('d1', 'dev'),
        unit('s1', 'staging'),
      ],
      { size: 2 },
    );
    expect(planned.map(({ name, wave }) => [name, wave])).toEqual([
      ['d1', 1],
      ['d3', 1],
      ['d2', 2],
      ['s1', 3],
      ['p1', 4],
    ]);
  });

  it('take the order of stages that governance states', () => {
    const planned = planWaves([unit('p', 'production'), unit('s', 'shared')], {
      size: 9,
      order: ['shared', 'production'],
    });
    expect(planned.map(({ name }) => name)).toEqual(['s', 'p']);
  });

  it('hold every unit once, at most as many as they may, whatever there is', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat(999), { maxLength: 60 }),
        fc.integer({ min: 1, max: 12 }),
        (numbers, size) => {
          const units = numbers.map(n => unit(`u${n}`, stages[n % 5]));
          const planned = planWaves(units, { size });
          expect(planned.map(({ name }) => name).sort()).toEqual(
            units.map(({ name }) => name).sort(),
          );
          const waves = [...new Set(planned.map(({ wave }) => wave))];
          for (const each of waves) {
            const of = planned.filter(({ wave }) => wave === each);
            expect(of.length).toBeLessThanOrEqual(size);
            expect(new Set(of.map(({ stage }) => stage)).size).toBe(1);
          }
          expect(waves).toEqual(waves.map((_, index) => index + 1));
        },
      ),
    );
  });
});

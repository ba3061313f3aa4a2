import fc from 'fast-check';
import { runInOrder } from './runInOrder';

interface Item {
  name: string;
  needs: string[];
}

const go = (
  items: Item[],
  limit: number,
  run: (item: Item) => Promise<boolean>,
) =>
  runInOrder({
    items,
    nameOf: ({ name }) => name,
    dependenciesOf: ({ needs }) => needs,
    limit,
    run,
    succeeded: good => good,
  });

/** Items that depend on earlier ones only, so that there is no circle. */
const graphs = fc
  .array(fc.tuple(fc.array(fc.nat(20), { maxLength: 3 }), fc.boolean()), {
    maxLength: 12,
  })
  .map(entries =>
    entries.map(([needs, good], index) => ({
      name: `s${index}`,
      needs:
        index === 0 ? [] : [...new Set(needs.map(need => `s${need % index}`))],
      good,
    })),
  );

describe('runInOrder', () => {
  it('starts nothing before what it needs has succeeded, runs each once, and keeps the limit', async () => {
    await fc.assert(
      fc.asyncProperty(
        graphs,
        fc.integer({ min: 1, max: 4 }),
        async (items, limit) => {
          const done = new Map<string, boolean>();
          let running = 0;
          const ended = await go(items, limit, async item => {
            running += 1;
            expect(running).toBeLessThanOrEqual(limit);
            expect(done.has(item.name)).toBe(false);
            for (const need of item.needs) {
              expect(done.get(need)).toBe(true);
            }
            await Promise.resolve();
            running -= 1;
            const { good } = items.find(({ name }) => name === item.name)!;
            done.set(item.name, good);
            return good;
          });
          expect([...ended.keys()].sort()).toEqual(
            items.map(({ name }) => name).sort(),
          );
          for (const item of items) {
            const bad = item.needs.some(need => done.get(need) !== true);
            expect('skippedBecause' in ended.get(item.name)!).toBe(bad);
          }
        },
      ),
    );
  });

  it('runs what is independent side by side', async () => {
    let release = () => {};
    const both = new Promise<void>(resolve => {
      let started = 0;
      release = () => {
        started += 1;
        if (started === 2) {
          resolve();
        }
      };
    });
    const ended = await go(
      [
        { name: 'a', needs: [] },
        { name: 'b', needs: [] },
      ],
      2,
      async () => {
        release();
        await both;
        return true;
      },
    );
    expect([...ended.keys()].sort()).toEqual(['a', 'b']);
  });

  it('names those that wait for each other', async () => {
    const circle = [
      { name: 'a', needs: ['b'] },
      { name: 'b', needs: ['a'] },
    ];
    await expect(go(circle, 2, async () => true)).rejects.toThrow(
      'These wait for each other: a, b',
    );
  });
});

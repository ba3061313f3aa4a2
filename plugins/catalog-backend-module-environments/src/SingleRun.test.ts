import { SingleRun } from './SingleRun';

describe('SingleRun', () => {
  it('runs one at a time, and once more for all calls that came meanwhile', async () => {
    const ends: (() => void)[] = [];
    const single = new SingleRun(
      () =>
        new Promise<void>(resolve => {
          ends.push(resolve);
        }),
    );
    const first = single.run();
    const second = single.run();
    const third = single.run();
    expect(ends).toHaveLength(1);
    ends[0]();
    await first;
    await Promise.resolve();
    await new Promise(setImmediate);
    expect(ends).toHaveLength(2);
    ends[1]();
    await Promise.all([second, third]);
    expect(ends).toHaveLength(2);
  });

  it('tells a failure to its own caller only', async () => {
    let attempt = 0;
    const single = new SingleRun(async () => {
      attempt += 1;
      if (attempt === 1) {
        throw new Error('no answer');
      }
    });
    const first = single.run();
    const second = single.run();
    await expect(first).rejects.toThrow('no answer');
    await expect(second).resolves.toBeUndefined();
    await expect(single.run()).resolves.toBeUndefined();
    expect(attempt).toBe(3);
  });
});

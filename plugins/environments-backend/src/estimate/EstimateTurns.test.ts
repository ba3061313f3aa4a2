import { EstimateTurns } from './EstimateTurns';

/** Work that ends when it is told to, and whether it has begun. */
function task() {
  const state = { begun: false, end: () => {} };
  const work = () => {
    state.begun = true;
    return new Promise<string>(resolve => {
      state.end = () => resolve('done');
    });
  };
  return { state, work };
}

const settled = () => new Promise(resolve => setImmediate(resolve));

describe('EstimateTurns', () => {
  it('has one made at a time for each person, and the newest of those that wait', async () => {
    const turns = new EstimateTurns();
    const [first, second, third] = [task(), task(), task()];
    const made = turns.take('user:default/developer', first.work);
    const replaced = turns.take('user:default/developer', second.work);
    const newest = turns.take('user:default/developer', third.work);
    await expect(replaced).rejects.toMatchObject({
      name: 'TooManyRequestsError',
      statusCode: 429,
    });
    expect([first, second, third].map(({ state }) => state.begun)).toEqual([
      true,
      false,
      false,
    ]);
    first.state.end();
    await expect(made).resolves.toBe('done');
    await settled();
    expect(third.state.begun).toBe(true);
    third.state.end();
    await expect(newest).resolves.toBe('done');
  });

  it('lets nobody wait for another person', async () => {
    const turns = new EstimateTurns();
    const [slow, other] = [task(), task()];
    const late = turns.take('user:default/developer', slow.work);
    const made = turns.take('user:default/engineer', other.work);
    other.state.end();
    await expect(made).resolves.toBe('done');
    slow.state.end();
    await late;
  });

  it('goes on after work that failed', async () => {
    const turns = new EstimateTurns();
    const failing = turns.take('user:default/developer', async () => {
      throw new Error('no price');
    });
    const next = turns.take('user:default/developer', async () => 'done');
    await expect(failing).rejects.toThrow('no price');
    await expect(next).resolves.toBe('done');
  });
});

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
  it('has one made at a time for each person, in their order', async () => {
    const turns = new EstimateTurns();
    const tasks = [task(), task(), task()];
    const begun = () => tasks.map(({ state }) => state.begun);
    const made = tasks.map(({ work }) =>
      turns.take('user:default/developer', work),
    );
    expect(begun()).toEqual([true, false, false]);
    tasks[0].state.end();
    await expect(made[0]).resolves.toBe('done');
    await settled();
    expect(begun()).toEqual([true, true, false]);
    tasks[1].state.end();
    await settled();
    tasks[2].state.end();
    await expect(Promise.all(made)).resolves.toEqual(['done', 'done', 'done']);
  });

  it('refuses what would wait behind a thousand others, and takes it when they are made', async () => {
    const turns = new EstimateTurns();
    const first = task();
    const ask = (work: () => Promise<string>) =>
      turns.take('user:default/developer', work);
    const made = [
      ask(first.work),
      ...Array.from({ length: 1_000 }, () => ask(async () => 'done')),
    ];
    await expect(ask(async () => 'done')).rejects.toMatchObject({
      name: 'TooManyRequestsError',
      statusCode: 429,
    });
    first.state.end();
    await Promise.all(made);
    await expect(ask(async () => 'done')).resolves.toBe('done');
  });

  it('makes nothing for who has gone before their turn, and lets the next one in', async () => {
    const turns = new EstimateTurns();
    const person = 'user:default/developer';
    const gone = new AbortController();
    const [first, abandoned, next] = [task(), task(), task()];
    const made = turns.take(person, first.work, new AbortController().signal);
    const left = Array.from({ length: 10 }, () =>
      turns.take(person, abandoned.work, gone.signal),
    );
    gone.abort();
    for (const each of left) {
      await expect(each).rejects.toMatchObject({
        name: 'AbandonedError',
        statusCode: 499,
      });
    }
    const behind = turns.take(person, next.work);
    first.state.end();
    await made;
    await settled();
    expect(abandoned.state.begun).toBe(false);
    expect(next.state.begun).toBe(true);
    next.state.end();
    await expect(behind).resolves.toBe('done');
  });

  it('makes nothing for who has gone before they were in line', async () => {
    const { state, work } = task();
    await expect(
      new EstimateTurns().take(
        'user:default/developer',
        work,
        AbortSignal.abort(),
      ),
    ).rejects.toMatchObject({ name: 'AbandonedError', statusCode: 499 });
    expect(state.begun).toBe(false);
  });

  it('goes on with what has begun when its person leaves', async () => {
    const turns = new EstimateTurns();
    const gone = new AbortController();
    const { state, work } = task();
    const made = turns.take('user:default/developer', work, gone.signal);
    gone.abort();
    state.end();
    await expect(made).resolves.toBe('done');
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

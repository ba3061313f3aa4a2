import { ObjectCache } from './ObjectCache';

describe('the cache of Git objects', () => {
  it('loads an object once, also for those who ask meanwhile', async () => {
    const cache = new ObjectCache();
    const load = jest.fn(async () => 'text');
    await Promise.all([cache.get('a', load), cache.get('a', load)]);
    await expect(cache.get('a', load)).resolves.toBe('text');
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('keeps an empty file, and no failure', async () => {
    const cache = new ObjectCache();
    const load = jest
      .fn<Promise<string>, []>()
      .mockRejectedValueOnce(new Error('502'))
      .mockResolvedValue('');
    await expect(cache.get('a', load)).rejects.toThrow('502');
    await expect(cache.get('a', load)).resolves.toBe('');
    await expect(cache.get('a', load)).resolves.toBe('');
    expect(load).toHaveBeenCalledTimes(2);
  });

  it('drops what was not asked for the longest, by size', async () => {
    const cache = new ObjectCache(25);
    const loaded: string[] = [];
    const ask = (key: string) =>
      cache.get(key, async () => {
        loaded.push(key);
        return 'ten chars.';
      });
    for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) {
      await expect(ask(key)).resolves.toBe('ten chars.');
    }
    expect(loaded).toEqual(['a', 'b', 'c', 'b']);
  });

  it('gives what it has no place for, without keeping it', async () => {
    const cache = new ObjectCache(25);
    const load = jest.fn(async () => 'x'.repeat(100));
    await Promise.all([cache.get('a', load), cache.get('b', load)]);
    await expect(cache.get('a', load)).resolves.toHaveLength(100);
    expect(load).toHaveBeenCalledTimes(3);
  });
});

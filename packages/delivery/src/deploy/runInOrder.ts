/** How one item of `runInOrder` ended. */
export type Ended<R> =
  { readonly result: R } | { readonly skippedBecause: string };

/**
 * Runs items as their dependencies allow, at most `limit` at once. When an item does not succeed, what depends on it
 * is skipped, with the name of the first dependency that failed. Dependencies on names that are not among the items
 * count as met. Throws when the dependencies form a circle.
 */
export async function runInOrder<T, R>(options: {
  items: readonly T[];
  nameOf: (item: T) => string;
  dependenciesOf: (item: T) => readonly string[];
  limit: number;
  run: (item: T) => Promise<R>;
  succeeded: (result: R) => boolean;
}): Promise<Map<string, Ended<R>>> {
  const { items, nameOf, dependenciesOf, limit, run, succeeded } = options;
  const names = new Set(items.map(nameOf));
  const ended = new Map<string, Ended<R>>();
  const waiting = new Map(items.map(item => [nameOf(item), item]));
  const running = new Map<string, Promise<void>>();

  const isGood = (name: string) => {
    const end = ended.get(name);
    return end !== undefined && 'result' in end && succeeded(end.result);
  };
  while (waiting.size > 0 || running.size > 0) {
    const before = waiting.size;
    for (const [name, item] of waiting) {
      const dependencies = dependenciesOf(item).filter(each => names.has(each));
      const failed = dependencies.find(
        each => ended.has(each) && !isGood(each),
      );
      if (failed !== undefined) {
        waiting.delete(name);
        ended.set(name, { skippedBecause: failed });
      } else if (running.size < limit && dependencies.every(isGood)) {
        waiting.delete(name);
        running.set(
          name,
          run(item).then(result => {
            ended.set(name, { result });
            running.delete(name);
          }),
        );
      }
    }
    if (running.size > 0) {
      await Promise.race(running.values());
    } else if (waiting.size === before) {
      throw new Error(
        `These wait for each other: ${[...waiting.keys()].join(', ')}`,
      );
    }
  }
  return ended;
}

import { createHash } from 'node:crypto';
import type { Stores } from '../store';

/** What changes what pages show. Collectors write the same again and again: only what differs from what was written last counts. */
const WRITES: { [Store in keyof Stores]?: ReadonlyArray<keyof Stores[Store]> } =
  {
    alarms: ['replaceAlarms'],
    costs: ['replaceDays'],
    deployments: ['putDeployment'],
    drift: ['setDrift', 'driftNotChecked'],
    plans: ['addPlan'],
    repositories: ['addCommits', 'putPullRequest'],
    runs: ['putRuns'],
    stackEvents: ['addEvents'],
    stacks: ['replaceStacks'],
  };

/** What was written last is remembered of so many places; of the rest a change may be told that is none. */
const REMEMBERED = 2_000;

/** The stores, calling back when something is written that changes what pages show. */
export function watchStores(stores: Stores, changed: () => void): Stores {
  const last = new Map<string, string>();
  const note = (name: string, given: unknown[]) => {
    const [place, ...rest] = withoutTimes(given);
    const key = `${name} ${digest(rest.length > 0 ? place : '')}`;
    const written = digest([place, ...rest]);
    if (last.get(key) !== written) {
      last.delete(key);
      last.set(key, written);
      if (last.size > REMEMBERED) {
        last.delete(last.keys().next().value as string);
      }
      changed();
    }
  };
  return Object.fromEntries(
    Object.entries(stores).map(([name, store]) => {
      const writes = WRITES[name as keyof Stores] as
        readonly string[] | undefined;
      return [
        name,
        writes
          ? watch(store, writes, (method, given) =>
              note(`${name}.${method}`, given),
            )
          : store,
      ];
    }),
  ) as unknown as Stores;
}

function watch<T extends object>(
  store: T,
  writes: readonly string[],
  note: (method: string, given: unknown[]) => void,
): T {
  return new Proxy(store, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') {
        return value;
      }
      return writes.includes(String(name))
        ? async (...given: unknown[]) => {
            const result: unknown = await value.apply(target, given);
            note(String(name), given);
            return result;
          }
        : value.bind(target);
    },
  });
}

/** When something is written says nothing about what. */
function withoutTimes(given: unknown[]): unknown[] {
  const options = given.at(-1);
  return typeof options === 'object' && options !== null && 'at' in options
    ? given.slice(0, -1)
    : given;
}

function digest(value: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(value) ?? '')
    .digest('base64');
}

import { LRUCache } from 'lru-cache';

type Load = () => Promise<{}>;

/** In characters of their JSON: some ten thousand unit files, and the listings of their folders. */
const CAPACITY = 32 * 1024 * 1024;

/**
 * Keeps Git objects that were read once. An object is named by the hash of its content, so it never goes stale; those
 * that were not asked for the longest are dropped when the cache is full. Objects are keyed with their repository,
 * because permission to read one repository says nothing of another.
 */
export class ObjectCache {
  readonly #objects: LRUCache<string, {}, Load>;

  /** @param capacity - how many characters of JSON are kept */
  constructor(capacity = CAPACITY) {
    this.#objects = new LRUCache({
      maxSize: capacity,
      sizeCalculation: value => JSON.stringify(value).length,
      fetchMethod: (_key, _stale, { context }) => context(),
      // Who waits for an object gets it, even if the cache has no place for it any more
      ignoreFetchAbort: true,
    });
  }

  /** Whether the object under this key is at hand. */
  has(key: string): boolean {
    return this.#objects.has(key);
  }

  /** Keeps an object that came with others. */
  set(key: string, object: {}): void {
    this.#objects.set(key, object);
  }

  /** The object under this key, loaded at most once at a time; a failed load is not kept. */
  async get<T extends {}>(key: string, load: () => Promise<T>): Promise<T> {
    return (await this.#objects.forceFetch(key, { context: load })) as T;
  }
}

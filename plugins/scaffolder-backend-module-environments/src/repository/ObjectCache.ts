/**
 * Keeps Git objects that were read once. An object is named by the hash of its content, so it never goes stale;
 * the oldest are dropped when the cache is full. Objects are keyed with their repository, because permission to
 * read one repository says nothing of another.
 */
export class ObjectCache {
  readonly #objects = new Map<string, Promise<unknown>>();
  readonly #capacity: number;

  /** @param capacity - how many objects are kept; unit files are a few hundred bytes each */
  constructor(capacity = 20_000) {
    this.#capacity = capacity;
  }

  /** The object under this key, loaded at most once at a time; a failed load is not kept. */
  get<T>(key: string, load: () => Promise<T>): Promise<T> {
    const known = this.#objects.get(key);
    if (known) {
      return known as Promise<T>;
    }
    const loading = load();
    this.#objects.set(key, loading);
    loading.catch(() => this.#objects.delete(key));
    if (this.#objects.size > this.#capacity) {
      const [oldest] = this.#objects.keys();
      this.#objects.delete(oldest);
    }
    return loading;
  }
}

import { setMaxListeners } from 'node:events';

/**
 * Does work under a signal that is aborted when the first of several is, with the same reason.
 *
 * `AbortSignal.any` would be shorter, but Node 22 holds such signals by weak references, and now and then a garbage
 * collection made one deaf: the job that it should have cancelled ran on.
 */
export async function withSignal<T>(
  sources: readonly AbortSignal[],
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  // Every step of every job may listen to one signal; that is no leak, since each lets go in the end.
  setMaxListeners(0, controller.signal, ...sources);
  const follow = (event: Event) =>
    controller.abort((event.target as AbortSignal).reason);
  const aborted = sources.find(source => source.aborted);
  if (aborted) {
    controller.abort(aborted.reason);
  } else {
    sources.forEach(source => source.addEventListener('abort', follow));
  }
  try {
    return await work(controller.signal);
  } finally {
    sources.forEach(source => source.removeEventListener('abort', follow));
  }
}

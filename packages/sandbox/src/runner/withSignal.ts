import { setMaxListeners } from 'node:events';

/**
 * Does work under a signal that is aborted when the first of several is, with the same reason. It lets go of them when
 * the work is done, so that a signal which lives as long as the runner gathers no listeners.
 */
export async function withSignal<T>(
  sources: readonly AbortSignal[],
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  // Many jobs and steps may listen to one signal at a time.
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

/*
 * What a test leaves on the machine (processes, folders below /tmp) goes away with the test, however that ends: a run that is cut
 * off has no `after`.
 */
const work = new Set();
process.once('exit', () => work.forEach(each => each()));

/**
 * Has something done, without waiting, when this process ends.
 *
 * @returns what takes it back, once it is done in order
 */
export function atExit(action) {
  work.add(action);
  return () => work.delete(action);
}

/** Has this process end in order when it is interrupted or told to end. For tests alone: whoever serves has an end of their own. */
export function endOnSignals() {
  for (const [signal, code] of [
    ['SIGHUP', 129],
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ]) {
    process.once(signal, () => process.exit(code));
  }
}

/** Kills a process and what it started, if it leads a group of its own. */
export function killGroup(pid, signal = 'SIGKILL') {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') {
      throw error;
    }
  }
}

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** How long a process may take to end after each of SIGINT and SIGTERM before the next, harder signal. */
const GRACE_MILLIS = 2000;
/** The same where the runner stops. */
const SHUTDOWN_GRACE_MILLIS = 500;
/** How long to read on after the process ended while something that it started still holds its output. */
const DRAIN_MILLIS = 250;

/** What to run, and who listens. */
export interface ProcessOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Takes each line of standard output and standard error. */
  readonly onLine: (line: string) => void;
  /** Ends the process and all that it started, with time to clean up. */
  readonly signal?: AbortSignal;
  /** Ends them with hardly any time, because the runner stops. */
  readonly shutdown?: AbortSignal;
  /** Told the id of the process group. */
  readonly onStart?: (group: number) => void;
  /** Told the process group's id when the process ended but something that it started did not. */
  readonly onLeftBehind?: (group: number) => void;
}

/**
 * Runs a process as the leader of a group of its own, and answers its exit code; 128 and more when a signal ended
 * it, as shells count. Rejects when it cannot be started.
 */
export async function runProcess(options: ProcessOptions): Promise<number> {
  if (options.signal?.aborted || options.shutdown?.aborted) {
    return 130;
  }
  const child = spawn(options.command, [...options.args], {
    cwd: options.cwd,
    env: { ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let failure: unknown;
  const heard = (line: string) => {
    try {
      options.onLine(line);
    } catch (error) {
      failure ??= error;
    }
  };
  const readers = [child.stdout, child.stderr].map(input =>
    createInterface({ input, crlfDelay: Infinity }).on('line', heard),
  );
  const drained = Promise.all(
    readers.map(reader => new Promise(done => reader.once('close', done))),
  );
  const cancel = () =>
    endGroup(child.pid, ['SIGINT', 'SIGTERM', 'SIGKILL'], GRACE_MILLIS);
  const shutDown = () =>
    endGroup(child.pid, ['SIGTERM', 'SIGKILL'], SHUTDOWN_GRACE_MILLIS);
  options.signal?.addEventListener('abort', cancel, { once: true });
  options.shutdown?.addEventListener('abort', shutDown, { once: true });
  if (child.pid !== undefined) {
    options.onStart?.(child.pid);
  }
  try {
    const code = await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (status, signal) =>
        resolve(status ?? (signal === 'SIGKILL' ? 137 : 143)),
      );
    });
    const late = new Promise(done => {
      setTimeout(done, DRAIN_MILLIS, 'late').unref();
    });
    if ((await Promise.race([drained, late])) === 'late') {
      options.onLeftBehind?.(child.pid as number);
      child.stdout.destroy();
      child.stderr.destroy();
    }
    if (failure !== undefined) {
      throw failure;
    }
    return code;
  } finally {
    options.signal?.removeEventListener('abort', cancel);
    options.shutdown?.removeEventListener('abort', shutDown);
  }
}

/** Sends a signal to a process group; false when there is none any more. */
export function signalGroup(
  group: number,
  signal: NodeJS.Signals | 0,
): boolean {
  try {
    process.kill(-group, signal);
    return true;
  } catch {
    return false;
  }
}

function endGroup(
  group: number | undefined,
  [first, ...harder]: NodeJS.Signals[],
  graceMillis: number,
): void {
  if (group === undefined) {
    return;
  }
  signalGroup(group, first);
  harder.forEach((signal, index) => {
    setTimeout(() => signalGroup(group, signal), graceMillis * (index + 1));
  });
}

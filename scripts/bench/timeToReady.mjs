import { performance } from 'node:perf_hooks';
import { killGroup } from '../lib/atExit.mjs';
import { until } from '../lib/portal.mjs';
import { start } from '../lib/toolchain.mjs';

/** Whether an address answers, and well. */
export const answers = async url => (await fetch(url)).ok;

/**
 * Milliseconds from starting a command until it is ready; then it and all it started are stopped, which does not count.
 *
 * @param options.ready - whether it is, by what it has said so far
 */
export async function timeToReady(program, args, { ready, ...options }) {
  const began = performance.now();
  const child = start(program, args, {
    ...options,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', data => {
      output += data;
    });
  }
  const ended = new Promise(resolve => child.once('close', resolve));
  const signal = name => killGroup(child.pid, name);
  try {
    await until(() => ready(output), {
      limit: 300_000,
      failed: () =>
        child.exitCode === null
          ? undefined
          : `${program} ended with ${child.exitCode}:\n${output.slice(-3000)}`,
      what: 'The start',
    });
    return performance.now() - began;
  } finally {
    signal('SIGTERM');
    const hard = setTimeout(() => signal('SIGKILL'), 40_000);
    await ended;
    clearTimeout(hard);
  }
}

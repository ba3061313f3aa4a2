import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** What is measured: each side does its work once and throws if it did not do all of it. */
export interface Sides {
  /** What happens before each of ours, and does not count. */
  prepare?(): Promise<void>;
  ours(round: number): Promise<void>;
  theirs(round: number): Promise<void>;
  close(): Promise<void>;
}

/**
 * Runs a measurement as a process: each line of standard input asks for one round of a side, `ours` or `theirs`, and is answered by the
 * milliseconds that took.
 *
 * @param open - makes what is measured, with a folder that is removed afterwards
 */
export function answerAsked(open: (folder: string) => Promise<Sides>): void {
  const serve = async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'plinth-bench-'));
    const sides = await open(folder);
    process.stdout.write('ready\n');
    const rounds = { ours: 0, theirs: 0 };
    for await (const line of createInterface({ input: process.stdin })) {
      const side = line === 'ours' ? 'ours' : 'theirs';
      if (side === 'ours') {
        await sides.prepare?.();
      }
      const began = performance.now();
      await sides[side](rounds[side]++);
      process.stdout.write(`${performance.now() - began}\n`);
    }
    await sides.close();
    rmSync(folder, { recursive: true, force: true });
  };
  serve().then(
    () => process.exit(0),
    error => {
      console.error(error);
      process.exit(1);
    },
  );
}

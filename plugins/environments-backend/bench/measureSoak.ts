import { describeFleet } from '@plinth/sandbox';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { openAws, openPortal } from './collectingPortal';

/*
 * Whether a portal ends where it began: `measureSoak.ts UNITS SECONDS`. Events, sweeps and readers go on for so long; what is live in the heap
 * after a collection is compared between the end of a warm-up, a fifth of the time, and the end. The AWS is in the same process, and grows
 * by what it remembers of updates: its updates end with the warm-up of its history, at the same hundred stacks. Prints megabytes as JSON.
 */

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');
const MEGABYTE = 1024 * 1024;

function memory() {
  collectGarbage();
  const { heapUsed, rss } = process.memoryUsage();
  return {
    heap: Math.round(heapUsed / MEGABYTE),
    rss: Math.round(rss / MEGABYTE),
  };
}

async function main(units: number, seconds: number) {
  const folder = mkdtempSync(path.join(tmpdir(), 'plinth-bench-'));
  const fleet = describeFleet({ seed: 'soak', units, until: Date.now() });
  const { aws, deploy, hint } = await openAws(fleet, folder);
  const portal = await openPortal(fleet, aws, folder);
  const counts = { updates: 0, events: 0, sweeps: 0, pages: 0 };
  const end = performance.now() + seconds * 1_000;
  const repeat = async (everyMs: number, work: () => Promise<unknown>) => {
    while (performance.now() < end) {
      await work();
      await wait(everyMs);
    }
  };
  let warm: ReturnType<typeof memory> | undefined;
  let peak = 0;
  await Promise.all([
    // What an AWS remembers of an update it remembers for good: few updates, and events of all.
    repeat(2_000, async () => {
      await deploy(fleet.members[counts.updates % 100]);
      counts.updates += 1;
    }),
    repeat(10, async () => {
      hint(fleet.members[counts.events % fleet.members.length]);
      counts.events += 1;
    }),
    repeat(5_000, async () => {
      await portal.sweep();
      counts.sweeps += 1;
    }),
    repeat(20, async () => {
      await portal.look(fleet.members[counts.pages % units].unit.name);
      counts.pages += 1;
    }),
    repeat(1_000, async () => {
      peak = Math.max(peak, process.memoryUsage().rss / MEGABYTE);
      if (!warm && performance.now() > end - seconds * 800) {
        warm = memory();
      }
    }),
  ]);
  const after = memory();
  process.stdout.write(
    `${JSON.stringify({ before: warm, after, peak: Math.round(peak), ...counts })}\n`,
  );
  await aws.close();
  await portal.close();
  rmSync(folder, { recursive: true, force: true });
}

main(Number(process.argv[2]), Number(process.argv[3])).then(
  () => process.exit(0),
  error => {
    console.error(error);
    process.exit(1);
  },
);

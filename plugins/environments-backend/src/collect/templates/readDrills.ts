import type { StatedDrill } from '@plinth/plugin-environments-common';
import { z } from 'zod';
import { readMetadata } from './readMetadata';

const drillSchema = z.object({
  date: z.iso.date(),
  exercise: z.string().min(1),
  minutes: z.number().nonnegative(),
  lostMinutes: z.number().nonnegative().optional(),
  change: z.number().int().positive().optional(),
});

/** Reads the drills that a template's metadata states; entries that cannot be understood are left out. */
export function readDrills(metadata: string | undefined): StatedDrill[] {
  return readMetadata(metadata, 'Plinth::Drills', drillSchema);
}

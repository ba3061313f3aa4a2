import type { StatedRecovery } from '@plinth/plugin-environments-common';
import { z } from 'zod';
import { readMetadata } from './readMetadata';

const storeSchema = z.object({
  name: z.string().min(1),
  event: z.string().min(1),
  rpoMinutes: z.number().nonnegative(),
  rtoMinutes: z.number().nonnegative(),
  basis: z.string(),
});

/** Reads what a template's metadata states of its data stores; entries that cannot be understood are left out. */
export function readRecovery(metadata: string | undefined): StatedRecovery[] {
  return readMetadata(metadata, 'Plinth::Recovery', storeSchema);
}

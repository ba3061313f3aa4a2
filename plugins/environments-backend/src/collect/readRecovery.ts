import type { StatedRecovery } from '@plinth/plugin-environments-common';
import { z } from 'zod';

/** Where a blueprint's template states how its data stores survive. */
const METADATA_RECOVERY = 'Plinth::Recovery';

const storeSchema = z.object({
  name: z.string().min(1),
  event: z.string().min(1),
  rpoMinutes: z.number().nonnegative(),
  rtoMinutes: z.number().nonnegative(),
  basis: z.string(),
});

const metadataSchema = z.object({
  [METADATA_RECOVERY]: z.array(z.unknown()),
});

/** Reads what a template's metadata states of its data stores; entries that cannot be understood are left out. */
export function readRecovery(metadata: string | undefined): StatedRecovery[] {
  let value: unknown;
  try {
    value = JSON.parse(metadata ?? 'null');
  } catch {
    return [];
  }
  const parsed = metadataSchema.safeParse(value);
  return (parsed.data?.[METADATA_RECOVERY] ?? []).flatMap(entry => {
    const store = storeSchema.safeParse(entry);
    return store.success ? [store.data] : [];
  });
}

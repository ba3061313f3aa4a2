import { z } from 'zod';

/** Reads a list below a key of a template's metadata; entries that cannot be understood are left out. */
export function readMetadata<T>(
  metadata: string | undefined,
  key: string,
  entrySchema: z.ZodType<T>,
): T[] {
  let value: unknown;
  try {
    value = JSON.parse(metadata ?? 'null');
  } catch {
    return [];
  }
  const parsed = z.object({ [key]: z.array(z.unknown()) }).safeParse(value);
  return (parsed.data?.[key] ?? []).flatMap(entry => {
    const known = entrySchema.safeParse(entry);
    return known.success ? [known.data] : [];
  });
}

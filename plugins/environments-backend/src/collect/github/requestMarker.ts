import { z } from 'zod';
import type { RequestMarker } from '../../store';

const MARKER = /<!--\s*plinth:request\s+(\{.*?\})\s*-->/gs;

const text = z.string().max(300).optional().catch(undefined);
const markerSchema = z.object({
  requester: text,
  template: text,
  entity: text,
  task: text,
});

/** The request that a pull request's body claims to come from: the last marker in it; undefined if there is none. */
export function parseRequestMarker(
  body: string | null | undefined,
): RequestMarker | undefined {
  const last = [...(body ?? '').matchAll(MARKER)].at(-1)?.[1];
  if (!last) {
    return undefined;
  }
  try {
    const parsed = markerSchema.safeParse(JSON.parse(last));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/** The person whom a commit's `Requested-by:` trailer names. */
export function requestedByTrailer(message: string): string | undefined {
  return /^Requested-by:\s*(\S+)\s*$/m.exec(message)?.[1];
}

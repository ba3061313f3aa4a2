import { z } from 'zod';

const START = '<!-- plinth:request ';
const END = ' -->';

/** More than the longest entity reference has. */
const field = z.string().min(1).max(300);
const requestMarkerSchema = z.object({
  requester: field,
  template: field,
  entity: field,
  task: field,
});

/** Who asked for what: the machine-readable last line of a request's pull request. */
export type RequestMarker = z.infer<typeof requestMarkerSchema>;

/** Writes the marker as an HTML comment, which GitHub does not show. */
export function formatRequestMarker(marker: RequestMarker): string {
  // `--` would end the comment early in some parsers; in JSON the second dash can be escaped
  const json = JSON.stringify(requestMarkerSchema.parse(marker))
    .replaceAll('--', '-\\u002d')
    .replaceAll('>', '\\u003e');
  return `${START}${json}${END}`;
}

/**
 * Reads the marker back from a pull request's description. Only the last line counts, so that text quoted in a
 * description cannot pose as one, and it must say everything. Returns undefined where there is none, or none that can be
 * read.
 */
export function parseRequestMarker(
  description: string | null | undefined,
): RequestMarker | undefined {
  const last = (description ?? '').trimEnd().split('\n').at(-1) ?? '';
  if (!last.startsWith(START) || !last.endsWith(END)) {
    return undefined;
  }
  try {
    return requestMarkerSchema.parse(
      JSON.parse(last.slice(START.length, -END.length)),
    );
  } catch {
    // Someone edited the description: the pull request is then no request of ours
    return undefined;
  }
}

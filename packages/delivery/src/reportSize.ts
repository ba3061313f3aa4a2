/** The portal refuses a report above 5 MiB; so many bytes are used of them. */
export const MAX_REPORT = 4_500_000;

/** How many bytes a value takes in a request. */
export function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

/**
 * The step cannot go on, and nothing was changed. The message says what was wrong and what to do about it; it is
 * printed without a stack trace.
 */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

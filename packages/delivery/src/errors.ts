/** What kept a step from going on, for programs; the message is for people. */
export type DeliveryErrorCode =
  /** The command was called in the wrong place, or with the wrong words. */
  | 'usage'
  /** plinth.json or the event of the run is not as it must be. */
  | 'settings'
  /** The history of the repository cannot be read, or does not hold what is asked. */
  | 'history'
  /** The repository's app failed. */
  | 'synthesis'
  /** What the app made is refused. */
  | 'assembly'
  /** Governance does not authorize it. */
  | 'governance'
  /** It was not approved, or is not what was approved. */
  | 'approval'
  /** The portal is not set, does not answer, or refuses. */
  | 'portal'
  /** GitHub protects less than it must. */
  | 'protection'
  /** AWS or GitHub does not let the run in, or does not answer. */
  | 'access'
  /** A price list cannot be read. */
  | 'prices'
  /** A stack or preview is not what it claims to be. */
  | 'stack';

/**
 * The step cannot go on, and nothing was changed. The message says what was wrong and what to do about it; it is
 * printed without a stack trace.
 */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';
  readonly code: DeliveryErrorCode;

  constructor(message: string, code: DeliveryErrorCode) {
    super(message);
    this.code = code;
  }
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

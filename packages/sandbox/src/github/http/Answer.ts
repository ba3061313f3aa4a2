import type { Readable } from 'node:stream';

/** What is answered over HTTP. Exactly one of `body`, `bytes` and `stream`, or none. */
export interface Answer {
  /** @default 200, or 204 without a body */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly bytes?: Buffer;
  readonly stream?: Readable;
}

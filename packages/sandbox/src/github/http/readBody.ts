import type { IncomingMessage } from 'node:http';
import { createGunzip } from 'node:zlib';
import { GitHubError } from '../GitHubError';

/** Largest JSON or form body, in bytes. */
const LIMIT = 100 * 1024 * 1024;

/** The request's body as a stream, unpacked. */
export function bodyStream(request: IncomingMessage): NodeJS.ReadableStream {
  return request.headers['content-encoding'] === 'gzip'
    ? request.pipe(createGunzip())
    : request;
}

/** The whole body of a request, unpacked. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of bodyStream(request)) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > LIMIT) {
      throw new GitHubError(413, 'Payload too large');
    }
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

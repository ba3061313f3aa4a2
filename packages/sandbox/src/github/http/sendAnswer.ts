import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Answer } from './Answer';

/** Writes an answer as GitHub does: JSON, ETags, and 304 for what the caller has already. */
export async function sendAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
  common: Record<string, string>,
): Promise<void> {
  const headers = { ...common, ...answer.headers };
  if (answer.stream) {
    response.writeHead(answer.status ?? 200, headers);
    if (request.method === 'HEAD') {
      answer.stream.destroy();
      response.end();
      return;
    }
    await pipeline(answer.stream, response);
    return;
  }
  const bytes =
    answer.bytes ??
    (answer.body === undefined
      ? undefined
      : Buffer.from(JSON.stringify(answer.body)));
  const status = statusOf(answer);
  if (bytes && !answer.bytes) {
    headers['content-type'] = 'application/json; charset=utf-8';
  }
  const reading = request.method === 'GET' || request.method === 'HEAD';
  if (bytes && status === 200 && reading) {
    headers.etag ??= `W/"${createHash('sha256').update(bytes).digest('hex')}"`;
    headers['cache-control'] = 'private, max-age=60, s-maxage=60';
    headers.vary = 'Accept, Authorization';
    if (matchesTag(request.headers['if-none-match'], headers.etag)) {
      response.writeHead(304, headers).end();
      return;
    }
  }
  if (bytes) {
    headers['content-length'] = String(bytes.length);
  }
  response.writeHead(status, headers);
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

/** The status of an answer: the one it names, else 200, or 204 without a body. */
export function statusOf(answer: Answer): number {
  const empty =
    answer.body === undefined && !answer.bytes && answer.stream === undefined;
  return answer.status ?? (empty ? 204 : 200);
}

function matchesTag(header: string | undefined, etag: string): boolean {
  const plain = (tag: string) => tag.trim().replace(/^W\//, '');
  return (
    header !== undefined &&
    header.split(',').some(each => plain(each) === plain(etag) || each === '*')
  );
}

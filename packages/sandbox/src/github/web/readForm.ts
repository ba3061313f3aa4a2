import type { IncomingMessage } from 'node:http';
import { readBody } from '../http/readBody';

/** The fields of a form that a browser sent. */
export async function readForm(
  request: IncomingMessage,
): Promise<URLSearchParams> {
  return new URLSearchParams((await readBody(request)).toString('utf8'));
}

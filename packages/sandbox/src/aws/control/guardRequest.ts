import type { IncomingMessage } from 'node:http';
import { AwsError } from '../protocols/AwsError';

/** A name that somebody else's DNS points at us is not us: without this, any site could read the page. */
export function guardHost(request: IncomingMessage, port: number): void {
  if (!ownHosts(port).includes(request.headers.host ?? '')) {
    throw new AwsError('Forbidden', 'Ask by 127.0.0.1 or localhost', 403);
  }
}

/** A browser says from where a request comes: another site's script or form is refused. Programs say nothing. */
export function guardOrigin(request: IncomingMessage, port: number): void {
  const { origin } = request.headers;
  const site = request.headers['sec-fetch-site'];
  const ours =
    origin === undefined
      ? site === undefined || site === 'same-origin'
      : ownHosts(port).some(host => origin === `http://${host}`);
  if (!ours) {
    throw new AwsError('Forbidden', 'Refused: a request of another site', 403);
  }
}

function ownHosts(port: number): string[] {
  return [`127.0.0.1:${port}`, `localhost:${port}`];
}

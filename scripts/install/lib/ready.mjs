import { until } from '../../lib/portal.mjs';

/** Adds what a portal said to an error, without the requests that it served. */
export function withLog(portal) {
  return error => {
    const log = portal.output
      .split('\n')
      .filter(line => !line.includes('"incomingRequest"'))
      .join('\n');
    throw new Error(`${error.message}\n${log.slice(-6000)}`);
  };
}

/** Waits until a portal that was started on a port can serve. */
export async function ready(portal, port) {
  await until(
    async () =>
      (await fetch(`http://localhost:${port}/.backstage/health/v1/readiness`))
        .ok,
    {
      limit: 180_000,
      failed: () => portal.failure(),
      what: 'The start of the portal',
    },
  ).catch(withLog(portal));
}

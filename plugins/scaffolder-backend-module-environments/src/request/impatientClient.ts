import type { DiscoveryService } from '@backstage/backend-plugin-api';
import { EnvironmentsClient } from '@plinth/plugin-environments-common';

/** What is asked meanwhile is optional: a request does not wait longer for it. */
const PATIENCE_MILLISECONDS = 10_000;

/**
 * Asks the environments back end for what a request can do without; an answer that takes too long is an error.
 *
 * @param patience - how long is too long, in milliseconds; @default - ten seconds
 */
export function impatientClient(
  discovery: DiscoveryService,
  patience = PATIENCE_MILLISECONDS,
): EnvironmentsClient {
  return new EnvironmentsClient({
    discoveryApi: discovery,
    fetchApi: {
      fetch: (input, init) =>
        fetch(input, {
          ...init,
          signal: AbortSignal.timeout(patience),
        }),
    },
  });
}

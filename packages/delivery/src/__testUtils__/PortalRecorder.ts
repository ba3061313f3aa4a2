import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request that the portal got. */
export interface PortalRequest {
  readonly path: string;
  /** Claims of the OIDC token that came with it; the portal checks its signature, this recorder does not. */
  readonly claims: Record<string, unknown>;
  readonly body: Record<string, unknown>;
}

/** A portal that records what the pipeline reports. */
export class PortalRecorder {
  readonly requests: PortalRequest[] = [];
  /** Status codes to answer with first, one for each request. */
  readonly failures: number[] = [];
  readonly #server: Server;

  static async start(): Promise<PortalRecorder> {
    const recorder = new PortalRecorder();
    await new Promise<void>(resolve =>
      recorder.#server.listen(0, '127.0.0.1', resolve),
    );
    return recorder;
  }

  private constructor() {
    this.#server = createServer((request, response) => {
      let text = '';
      request.on('data', chunk => {
        text += chunk;
      });
      request.on('end', () => {
        const failure = this.failures.shift();
        if (failure === undefined) {
          const payload =
            (request.headers.authorization ?? '').split('.')[1] ?? '';
          this.requests.push({
            path: request.url ?? '',
            claims: JSON.parse(
              Buffer.from(payload, 'base64url').toString() || '{}',
            ),
            body: JSON.parse(text),
          });
        }
        response.writeHead(failure ?? 201, {
          'content-type': 'application/json',
        });
        response.end('{"id":"1"}');
      });
    });
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Bodies of the reports to a route, in order. */
  reports(route: 'plans' | 'deployments'): Array<Record<string, unknown>> {
    return this.requests
      .filter(({ path }) => path === `/api/environments/v1/${route}`)
      .map(({ body }) => body);
  }

  async close(): Promise<void> {
    await new Promise(resolve => this.#server.close(resolve));
  }
}

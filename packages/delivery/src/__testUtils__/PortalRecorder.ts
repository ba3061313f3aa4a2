import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type {
  DeploymentReport,
  PlanReport,
} from '@plinth/plugin-environments-common';
import Ajv, { type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { decodeJwt, type JWTPayload } from 'jose';
import { parse } from 'yaml';

const DOCUMENT = path.resolve(
  __dirname,
  '../../../../plugins/environments-backend/src/schema/openapi.yaml',
);
const BASE = '/api/environments/v1';

/** The bodies that the pipeline sends, by route. */
interface Reports {
  plans: PlanReport;
  deployments: DeploymentReport;
}

/** One request that the portal got. */
interface PortalRequest {
  readonly route: string;
  /** Claims of the OIDC token that came with it; the portal checks its signature, this recorder does not. */
  readonly claims: JWTPayload;
  readonly body: unknown;
}

/**
 * A portal that records what the pipeline reports, and refuses what its OpenAPI document does not describe. A pipeline goes on
 * when the portal refuses a report, so what was wrong is thrown again where a test asks for reports, or ends.
 */
export class PortalRecorder {
  readonly requests: PortalRequest[] = [];
  /** Status codes to answer with first, one for each request. */
  readonly failures: number[] = [];
  readonly #problems: string[] = [];
  readonly #server: Server;

  static async start(): Promise<PortalRecorder> {
    const recorder = new PortalRecorder();
    await new Promise<void>(resolve =>
      recorder.#server.listen(0, '127.0.0.1', resolve),
    );
    return recorder;
  }

  private constructor() {
    this.#server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) {
        chunks.push(chunk);
      }
      const status =
        this.failures.shift() ??
        this.#record({
          route: (request.url ?? '').replace(BASE, ''),
          claims: decodeJwt(tokenOf(request)),
          body: JSON.parse(Buffer.concat(chunks).toString()),
        });
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end('{"id":"1"}');
    });
  }

  #record(request: PortalRequest): number {
    const problem = problemOf(request);
    if (problem) {
      this.#problems.push(problem);
      return 400;
    }
    this.requests.push(request);
    return 201;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Bodies of the reports to a route, in order; throws when any report was not as the OpenAPI document says. */
  reports<R extends keyof Reports>(route: R): Array<Reports[R]> {
    this.#requireContract();
    return this.requests.flatMap(({ route: to, body }) =>
      to === `/${route}` ? [body as Reports[R]] : [],
    );
  }

  async close(): Promise<void> {
    await new Promise(resolve => this.#server.close(resolve));
    this.#requireContract();
  }

  #requireContract(): void {
    if (this.#problems.length > 0) {
      throw new Error(this.#problems.join('\n'));
    }
  }
}

function tokenOf({ headers }: IncomingMessage): string {
  return (headers.authorization ?? '').replace(/^Bearer /, '');
}

const ajv = new Ajv({
  allErrors: true,
  strict: false,
  removeAdditional: 'all',
});
addFormats(ajv);
ajv.addSchema(parse(readFileSync(DOCUMENT, 'utf8')), 'openapi');

/** Why the portal would not understand a request; undefined when all of it is in the OpenAPI document. */
function problemOf({ route, body }: PortalRequest): string | undefined {
  const pointer = `/paths/${route.replaceAll('/', '~1')}/post/requestBody/content/application~1json/schema`;
  let validate: ValidateFunction | undefined;
  try {
    validate = ajv.compile({ $ref: `openapi#${pointer}` });
  } catch {
    return `There is no POST ${route} in ${DOCUMENT}`;
  }
  const described: unknown = structuredClone(body);
  if (!validate(described)) {
    return `POST ${route}: ${ajv.errorsText(validate.errors, { dataVar: 'body' })}`;
  }
  const [sent, understood] = [body, described].map(each =>
    JSON.stringify(each),
  );
  return sent === understood
    ? undefined
    : `POST ${route}: the document does not describe all of ${sent}, only ${understood}`;
}

import { readFileSync } from 'node:fs';
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type {
  ApprovalRecord,
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
  readonly at: Date;
}

const ajv = new Ajv({ allErrors: true, strict: false });
addFormats(ajv);
ajv.addSchema(closed(parse(readFileSync(DOCUMENT, 'utf8'))), 'openapi');

/**
 * A portal that records what the pipeline reports, tells it what an approval depends on, and refuses what its OpenAPI document does not describe. A pipeline goes on
 * when the portal refuses a report, so what was wrong is thrown again where a test asks for reports, or ends.
 */
export class PortalRecorder {
  readonly requests: PortalRequest[] = [];
  /** Status codes to answer with first, one for each request. */
  readonly failures: number[] = [];
  /** Who asked for pull requests, and who owns what they change. */
  readonly approvals: Pick<ApprovalRecord, 'requester' | 'rules'> = {
    requester: { login: 'developer' },
    rules: [{ path: 'environments', owners: [{ login: 'admin' }] }],
  };
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
      const route = (request.url ?? '').replace(BASE, '');
      const claims = decodeJwt(tokenOf(request));
      const failure = this.failures.shift();
      if (failure === undefined && request.method === 'GET') {
        this.requests.push({ route, claims, body: undefined, at: new Date() });
        this.#tell(route, response);
        return;
      }
      const status =
        failure ??
        this.#record({
          route,
          claims,
          body: JSON.parse(Buffer.concat(chunks).toString() || 'null'),
          at: new Date(),
        });
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end('{"id":"1"}');
    });
  }

  /** Answers a question about an approval as the OpenAPI document says. */
  #tell(route: string, response: ServerResponse): void {
    const [, number, head] =
      /^\/pull-requests\/(\d+)\/approval\?head=([0-9a-f]{40})$/.exec(route) ??
      [];
    if (!head) {
      response.writeHead(404).end('{}');
      return;
    }
    const record = this.#approvalRecord(Number(number), head);
    const validate = ajv.compile({
      $ref: 'openapi#/components/schemas/ApprovalRecord',
    });
    if (!validate(structuredClone(record))) {
      this.#problems.push(`GET ${route}: ${ajv.errorsText(validate.errors)}`);
    }
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(record));
  }

  #approvalRecord(pullRequest: number, head: string): ApprovalRecord {
    const plans = this.requests.flatMap(({ route, body, claims, at }) => {
      const plan = body as PlanReport;
      return route === '/plans' &&
        plan.pullRequest === pullRequest &&
        plan.headCommit === head
        ? [
            {
              hash: plan.hash,
              outcome: plan.outcome,
              recordedAt: at.toISOString(),
              runId: String(claims.run_id),
              binding: plan.binding,
            },
          ]
        : [];
    });
    return { pullRequest, head, plans, ...this.approvals };
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

/** Why the portal would not understand a request; undefined when all of it is in the OpenAPI document. */
function problemOf({ route, body }: PortalRequest): string | undefined {
  const pointer = `/paths/${route.replaceAll('/', '~1')}/post/requestBody/content/application~1json/schema`;
  let validate: ValidateFunction | undefined;
  try {
    validate = ajv.compile({ $ref: `openapi#${pointer}` });
  } catch {
    return `There is no POST ${route} in ${DOCUMENT}`;
  }
  return validate(body)
    ? undefined
    : `POST ${route}: ${ajv.errorsText(validate.errors, { dataVar: 'body' })}`;
}

/** The document with every object that names its properties closed to others, so that nothing is sent that it does not describe. */
function closed<T>(schema: T): T {
  if (typeof schema !== 'object' || schema === null) {
    return schema;
  }
  if (Array.isArray(schema)) {
    return schema.map(closed) as T;
  }
  const entries = Object.entries(schema).map(
    ([name, value]) => [name, closed(value)] as const,
  );
  const isClosable =
    'type' in schema && schema.type === 'object' && 'properties' in schema;
  return Object.fromEntries([
    ...(isClosable ? [['additionalProperties', false] as const] : []),
    ...entries,
  ]) as T;
}

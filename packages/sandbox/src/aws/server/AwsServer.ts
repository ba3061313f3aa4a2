import { randomUUID } from 'node:crypto';
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SandboxClock } from '../../clock';
import { cborProtocol } from '../protocols/cborProtocol';
import { json10, json11 } from '../protocols/jsonProtocol';
import type { AwsRequest, AwsResponse, Protocol } from '../protocols/Protocol';
import { queryProtocol } from '../protocols/queryProtocol';
import { AwsError } from '../protocols/AwsError';
import type { AwsService } from '../service/AwsService';
import { CallHandler, type CallHandlerParts } from './CallHandler';
import { asAwsError } from './asAwsError';
import {
  credentialScope,
  type CredentialScope,
} from '../identity/credentialScope';

/** Answers plain HTTP below a path, for instance a control page. */
export type RouteHandler = (
  request: IncomingMessage,
  response: ServerResponse,
) => void;

const plainQuery = queryProtocol();

/**
 * The one HTTP server behind all services. Whoever calls, it finds the service from the signature's credential scope,
 * reads the request, hands the call over and answers in the protocol in which it was asked.
 */
export class AwsServer {
  readonly #services = new Map<string, AwsService>();
  readonly #routes: { prefix: string; handler: RouteHandler }[] = [];
  readonly #server: Server;
  readonly #clock: SandboxClock;
  readonly #calls: CallHandler;

  constructor(parts: CallHandlerParts) {
    this.#clock = parts.clock;
    this.#calls = new CallHandler(parts);
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch(error => {
        response.statusCode = 500;
        response.end(String(error));
      });
    });
    this.#server.keepAliveTimeout = 30_000;
  }

  /** Adds a service. */
  register(service: AwsService): void {
    this.#services.set(service.signingName, service);
  }

  /** Answers everything below a path outside AWS's protocols. */
  route(prefix: string, handler: RouteHandler): void {
    this.#routes.push({ prefix, handler });
  }

  /** Listens on loopback; resolves with the port. */
  async listen(port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', resolve);
    });
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>(resolve => this.#server.close(() => resolve()));
  }

  async #serve(request: IncomingMessage, response: ServerResponse) {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const route = this.#routes.find(({ prefix }) =>
      url.pathname.startsWith(prefix),
    );
    if (route) {
      route.handler(request, response);
      return;
    }
    const { method = 'GET', headers } = request;
    const body = Buffer.concat(await request.toArray());
    const answer = await this.#answer({ method, url, headers, body });
    response.writeHead(answer.status, {
      date: this.#clock.now().toUTCString(),
      ...answer.headers,
    });
    response.end(method === 'HEAD' ? undefined : answer.body);
  }

  async #answer(request: AwsRequest): Promise<AwsResponse> {
    const requestId = randomUUID();
    const scope = credentialScope(request);
    let protocol = protocolOf(request);
    try {
      const service = this.#service(scope);
      protocol = protocolOf(request, service);
      const { operation, input, body } = protocol.read(request);
      const output = await this.#calls.handle({
        service,
        protocol,
        scope,
        call: {
          operation,
          input,
          body: body ?? request.body,
          requestId,
          userAgent: request.headers['user-agent'] ?? '-',
        },
      });
      return protocol.write({ operation, requestId, output });
    } catch (error) {
      return protocol.writeError(asAwsError(error, protocol), requestId);
    }
  }

  /** Web identities are exchanged without a signature: such a call is for STS. */
  #service(scope: CredentialScope | undefined): AwsService {
    const name = scope?.service ?? 'sts';
    const service = this.#services.get(name === 's3express' ? 's3' : name);
    if (!service) {
      throw new AwsError(
        'UnknownService',
        `The sandbox does not have the service ${name}.`,
      );
    }
    return service;
  }
}

function protocolOf(request: AwsRequest, service?: AwsService): Protocol {
  const { headers } = request;
  if (headers['smithy-protocol'] === 'rpc-v2-cbor') {
    return cborProtocol;
  }
  if (headers['x-amz-target']) {
    return headers['content-type']?.includes('1.1') ? json11 : json10;
  }
  const own = service?.protocol;
  // Older clients speak the query protocol to services of JSON too.
  return !own || own === json10 || own === json11 ? plainQuery : own;
}

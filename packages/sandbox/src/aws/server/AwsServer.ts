import { randomUUID } from 'node:crypto';
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SandboxClock } from '../../clock';
import type { Accounts } from '../Accounts';
import type { Authorizer } from '../identity/Authorizer';
import { recordedParameters } from './recordedParameters';
import type { AwsEventBus } from '../AwsEventBus';
import type { Faults } from '../Faults';
import { credentialScope, type CredentialScope } from './credentialScope';
import { fromCbor, toCbor } from '../protocols/cborProtocol';
import { jsonError, toAwsJson } from '../protocols/jsonProtocol';
import {
  parseQuery,
  queryError,
  queryResponse,
} from '../protocols/queryProtocol';
import { AwsError, UnsupportedOperationError } from '../service/AwsError';
import type { AwsCall } from '../service/AwsCall';
import type { AwsProtocol, AwsService } from '../service/AwsService';

/** A request to a service that reads HTTP itself, as S3 does. */
export interface AwsHttpRequest {
  method: string;
  url: URL;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

/** Its answer. */
export interface AwsHttpResponse {
  status: number;
  headers?: Record<string, string>;
  body?: Buffer | string;
}

/** A service whose operations are told apart by method, path and headers. */
export interface AwsHttpService {
  readonly signingName: string;
  /** Names the operation and its parameters, for authorization and the trail. */
  describe(request: AwsHttpRequest): {
    operation: string;
    input: Record<string, unknown>;
    /** IAM action, where it is not named as the operation. */
    action?: string;
    resource?: string;
    /** The policy of the resource itself, where it has one. */
    resourcePolicy?: Record<string, unknown>;
  };
  isReadOnly?(operation: string): boolean;
  handleHttp(call: AwsCall, request: AwsHttpRequest): Promise<AwsHttpResponse>;
  errorResponse(error: AwsError, requestId: string): AwsHttpResponse;
}

/** Answers plain HTTP below a path, for instance a control page. */
export type RouteHandler = (
  request: IncomingMessage,
  response: ServerResponse,
) => void;

interface Parsed {
  protocol: AwsProtocol;
  service: AwsService;
  operation: string;
  input: Record<string, unknown>;
}

const readVerbs =
  /^(Get|List|Describe|Head|Lookup|Validate|BatchGet|Detect|Estimate|Search|Select|Simulate|Test|View|Preview|Assume|Filter)/;

/** Whether an operation changes nothing, judged by its verb. */
export function readsOnly(operation: string): boolean {
  return readVerbs.test(operation);
}

/**
 * The one HTTP server behind all services. Whoever calls, it finds service, account and region from the signature's
 * credential scope, checks permission, hands the call over and answers in the protocol in which it was asked.
 */
export class AwsServer {
  readonly #services = new Map<string, AwsService>();
  readonly #httpServices = new Map<string, AwsHttpService>();
  readonly #routes: { prefix: string; handler: RouteHandler }[] = [];
  readonly #server: Server;
  readonly #parts: {
    clock: SandboxClock;
    bus: AwsEventBus;
    authorizer: Authorizer;
    accounts: Accounts;
    faults: Faults;
  };

  constructor(parts: {
    clock: SandboxClock;
    bus: AwsEventBus;
    authorizer: Authorizer;
    accounts: Accounts;
    faults: Faults;
  }) {
    this.#parts = parts;
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

  /** Adds a service that reads HTTP itself. */
  registerHttp(service: AwsHttpService): void {
    this.#httpServices.set(service.signingName, service);
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
    const body = await readBody(request);
    const answer = await this.#answer(request, url, body);
    response.writeHead(answer.status, {
      date: this.#parts.clock.now().toUTCString(),
      ...answer.headers,
    });
    response.end(request.method === 'HEAD' ? undefined : answer.body);
  }

  async #answer(
    request: IncomingMessage,
    url: URL,
    body: Buffer,
  ): Promise<AwsHttpResponse> {
    const requestId = randomUUID();
    const scope = credentialScope(request, url);
    const name = scope?.service === 's3express' ? 's3' : scope?.service;
    const http = this.#httpServices.get(name ?? '');
    if (http) {
      return this.#answerHttp(http, request, url, body, requestId, scope);
    }
    let parsed: Parsed;
    try {
      parsed = this.#parse(request, url, body, name);
    } catch (error) {
      return rendered(
        protocolOf(request, url) ?? 'query',
        requestId,
        asAwsError(error),
      );
    }
    const { protocol, service, operation, input } = parsed;
    try {
      const output = await this.#perform({
        call: { service: service.signingName, operation, input, requestId },
        request,
        scope,
        protocol,
        eventSource: service.eventSource,
        actionPrefix: service.actionPrefix,
        readOnly: service.isReadOnly?.(operation) ?? readsOnly(operation),
        handle: call => service.handle(call),
      });
      return success(protocol, service, operation, requestId, output);
    } catch (error) {
      return rendered(protocol, requestId, asAwsError(error), service);
    }
  }

  async #answerHttp(
    service: AwsHttpService,
    request: IncomingMessage,
    url: URL,
    body: Buffer,
    requestId: string,
    scope: CredentialScope | undefined,
  ): Promise<AwsHttpResponse> {
    const httpRequest: AwsHttpRequest = {
      method: request.method ?? 'GET',
      url,
      headers: request.headers,
      body,
    };
    const ids = { 'x-amz-request-id': requestId, 'x-amz-id-2': requestId };
    let answer: AwsHttpResponse;
    try {
      const { operation, input, action, resource, resourcePolicy } =
        service.describe(httpRequest);
      answer = await this.#perform({
        call: { service: service.signingName, operation, input, requestId },
        request,
        scope,
        protocol: 'rest-xml',
        action,
        resource,
        resourcePolicy,
        readOnly: service.isReadOnly?.(operation) ?? readsOnly(operation),
        handle: call => service.handleHttp(call, httpRequest),
      });
    } catch (error) {
      answer = service.errorResponse(asAwsError(error), requestId);
    }
    return { ...answer, headers: { ...ids, ...answer.headers } };
  }

  #parse(
    request: IncomingMessage,
    url: URL,
    body: Buffer,
    name: string | undefined,
  ): Parsed {
    const protocol = protocolOf(request, url);
    if (protocol === 'rpc-v2-cbor') {
      const operation = /\/operation\/([^/]+)/.exec(url.pathname)?.[1] ?? '';
      return {
        protocol,
        service: this.#service(name),
        operation,
        input: fromCbor(body),
      };
    }
    const target = request.headers['x-amz-target'];
    if (protocol === 'json1.0' || protocol === 'json1.1') {
      const [prefix, operation] = String(target).split('.');
      const service =
        this.#services.get(name ?? '') ??
        [...this.#services.values()].find(
          item => item.targetPrefix === prefix,
        ) ??
        this.#service(name);
      const text = body.toString('utf8');
      return {
        protocol,
        service,
        operation,
        input: text ? JSON.parse(text) : {},
      };
    }
    const form =
      request.method === 'GET'
        ? url.searchParams
        : new URLSearchParams(body.toString('utf8'));
    const operation = form.get('Action');
    if (!operation) {
      throw new AwsError(
        'MissingAction',
        'The request must contain the parameter Action, or a target header, and a signature.',
        400,
      );
    }
    // Web identity is exchanged without a signature: the version tells that it is STS.
    const service = this.#service(
      name ?? (form.get('Version') === '2011-06-15' ? 'sts' : undefined),
    );
    return { protocol: 'query', service, operation, input: parseQuery(form) };
  }

  #service(name: string | undefined): AwsService {
    const service = this.#services.get(name ?? '');
    if (!service) {
      throw new AwsError(
        name ? 'UnknownService' : 'MissingAuthenticationToken',
        name
          ? `The sandbox does not have the service ${name}.`
          : 'Request is missing Authentication Token',
        name ? 400 : 403,
      );
    }
    return service;
  }

  async #perform<R>(options: {
    call: Pick<AwsCall, 'service' | 'operation' | 'input' | 'requestId'>;
    request: IncomingMessage;
    scope: CredentialScope | undefined;
    protocol: AwsProtocol;
    eventSource?: string;
    actionPrefix?: string;
    action?: string;
    resource?: string;
    resourcePolicy?: Record<string, unknown>;
    readOnly: boolean;
    handle: (call: AwsCall) => Promise<R>;
  }): Promise<R> {
    const { authorizer, accounts, faults, bus, clock } = this.#parts;
    const { scope, protocol } = options;
    const principal = authorizer.identify(scope, options.call, protocol);
    const call: AwsCall = {
      ...options.call,
      account: principal.account,
      region: scope?.region ?? 'us-east-1',
      principal,
      sourceIp: '127.0.0.1',
      userAgent: options.request.headers['user-agent'] ?? '-',
    };
    const action =
      options.action ??
      `${options.actionPrefix ?? call.service}:${call.operation}`;
    let failure: AwsError | undefined;
    let output: R | undefined;
    try {
      if (faults.isThrottled(action, call.account)) {
        throw throttled(protocol);
      }
      if (accounts.isDenied(call.account)) {
        throw authorizer.refusal(
          call,
          action,
          protocol,
          'with an explicit deny in a service control policy',
        );
      }
      authorizer.authorize(call, {
        action,
        protocol,
        readOnly: options.readOnly,
        resource: options.resource,
        resourcePolicy: options.resourcePolicy,
      });
      output = await options.handle(call);
      return output;
    } catch (error) {
      failure = asAwsError(error);
      throw error;
    } finally {
      bus.emit('call', {
        time: clock.now().toISOString(),
        account: call.account,
        region: call.region,
        principal: call.principal,
        eventSource: options.eventSource ?? `${call.service}.amazonaws.com`,
        eventName: call.operation,
        requestParameters: recordedParameters(call),
        errorCode: failure?.code,
        errorMessage: failure?.message,
        requestId: call.requestId,
        readOnly: options.readOnly,
        sourceIp: call.sourceIp,
        userAgent: call.userAgent,
      });
    }
  }
}

async function readBody(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

function protocolOf(
  message: IncomingMessage,
  url: URL,
): AwsProtocol | undefined {
  if (
    message.headers['smithy-protocol'] === 'rpc-v2-cbor' ||
    url.pathname.startsWith('/service/')
  ) {
    return 'rpc-v2-cbor';
  }
  if (message.headers['x-amz-target']) {
    return message.headers['content-type']?.includes('1.1')
      ? 'json1.1'
      : 'json1.0';
  }
  return undefined;
}

function asAwsError(error: unknown): AwsError {
  if (error instanceof AwsError) {
    return error;
  }
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof SyntaxError) {
    return new AwsError('SerializationException', message, 400);
  }
  return new AwsError('InternalFailure', message, 500);
}

function throttled(protocol: AwsProtocol): AwsError {
  if (protocol === 'rest-xml') {
    return new AwsError('SlowDown', 'Please reduce your request rate.', 503);
  }
  return new AwsError(
    protocol === 'query' ? 'Throttling' : 'ThrottlingException',
    'Rate exceeded',
    400,
  );
}

function success(
  protocol: AwsProtocol,
  service: AwsService,
  operation: string,
  requestId: string,
  output: Record<string, unknown>,
): AwsHttpResponse {
  if (protocol === 'query') {
    return {
      status: 200,
      headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
      body: queryResponse(
        operation,
        service.xmlNamespace ?? '',
        requestId,
        output,
      ),
    };
  }
  if (protocol === 'rpc-v2-cbor') {
    return {
      status: 200,
      headers: cborHeaders(requestId),
      body: toCbor(output),
    };
  }
  return {
    status: 200,
    headers: jsonHeaders(protocol, requestId),
    body: toAwsJson(output),
  };
}

function rendered(
  protocol: AwsProtocol,
  requestId: string,
  error: AwsError,
  service?: AwsService,
): AwsHttpResponse {
  if (protocol === 'query') {
    return {
      status: error.status,
      headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
      body: queryError(service?.xmlNamespace ?? '', requestId, error),
    };
  }
  const code =
    error instanceof UnsupportedOperationError
      ? 'UnknownOperationException'
      : error.code;
  if (protocol === 'rpc-v2-cbor') {
    return {
      status: error.status,
      headers: { ...cborHeaders(requestId), 'x-amzn-errortype': code },
      body: toCbor({ ...error.members, __type: code, message: error.message }),
    };
  }
  return {
    status: error.status,
    headers: { ...jsonHeaders(protocol, requestId), 'x-amzn-errortype': code },
    body: jsonError({ code, message: error.message, members: error.members }),
  };
}

function cborHeaders(requestId: string) {
  return {
    'content-type': 'application/cbor',
    'smithy-protocol': 'rpc-v2-cbor',
    'x-amzn-requestid': requestId,
  };
}

function jsonHeaders(protocol: AwsProtocol, requestId: string) {
  return {
    'content-type': `application/x-amz-json-${protocol === 'json1.1' ? '1.1' : '1.0'}`,
    'x-amzn-requestid': requestId,
  };
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RouteHandler } from '../server/AwsServer';
import { AwsError } from '../protocols/AwsError';
import { isStructure } from '../service/Input';
import type { Control } from './Control';
import { guardHost, guardOrigin } from './guardRequest';
import { OUT_OF_SERVICE } from './Outage';
import type { Notice } from './page/page';
import { overviewPage } from './page/overviewPage';
import { stackPage } from './page/stackPage';

/** Bytes that a request may have. */
const BODY_LIMIT = 1_000_000;

/** The control API and its page, for AWS's port. */
export function controlRoute(control: Control): RouteHandler {
  return (request, response) => {
    answer(control, request, response).catch(error => {
      const known = error instanceof AwsError;
      send(
        response,
        known ? error.status : 500,
        'application/json',
        JSON.stringify({
          error: known ? error.code : 'InternalFailure',
          message: error instanceof Error ? error.message : String(error),
        }),
      );
    });
  };
}

async function answer(
  control: Control,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { port } = control.aws;
  if (request.url === OUT_OF_SERVICE) {
    refuse(control, request, response);
    return;
  }
  guardHost(request, port);
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const path = url.pathname.replace(/^\/_control\/?/, '');
  if (request.method === 'POST') {
    guardOrigin(request, port);
    await perform(control, path, request, response);
    return;
  }
  if (request.method !== 'GET') {
    throw new AwsError('MethodNotAllowed', 'GET looks, POST acts', 405);
  }
  if (path === '') {
    send(response, 200, 'text/html', overviewPage(control));
  } else if (path === 'state') {
    send(response, 200, 'application/json', JSON.stringify(control.state()));
  } else if (path === 'stack') {
    const html = stackHtml(control, url.searchParams.get('id') ?? '');
    send(response, 200, 'text/html', html);
  } else {
    throw new AwsError('NotFound', `There is no page ${url.pathname}`, 404);
  }
}

/** What a call to AWS gets during an outage. */
function refuse(
  control: Control,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  if (control.outage.kind === 'hang-up') {
    request.socket.destroy();
    return;
  }
  request.resume();
  const error = {
    __type: 'ServiceUnavailable',
    message: 'Service is unable to handle request.',
  };
  send(response, 503, 'application/json', JSON.stringify(error));
}

/** JSON is answered with JSON; a form of the page with the page. */
async function perform(
  control: Control,
  action: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(request);
  if (!request.headers['content-type']?.includes('x-www-form-urlencoded')) {
    const parsed: unknown = body ? parseJson(body) : {};
    if (!isStructure(parsed)) {
      throw new AwsError('BadRequest', 'The body must be a JSON object');
    }
    const result = control.perform(action, parsed);
    send(response, 200, 'application/json', JSON.stringify(result));
    return;
  }
  const { back, ...fields } = Object.fromEntries(
    [...new URLSearchParams(body)].filter(([, value]) => value !== ''),
  );
  let notice: Notice;
  try {
    control.perform(action, fields);
    notice = { kind: 'done', text: `Done: ${action}` };
  } catch (error) {
    if (!(error instanceof AwsError)) {
      throw error;
    }
    notice = { kind: 'failed', text: error.message };
  }
  send(
    response,
    notice.kind === 'done' ? 200 : 400,
    'text/html',
    back ? stackHtml(control, back, notice) : overviewPage(control, notice),
  );
}

function stackHtml(control: Control, id: string, notice?: Notice): string {
  const stack = control.aws.cloudFormation
    .stacks()
    .find(item => item.id === id);
  if (!stack) {
    throw new AwsError('NotFound', 'There is no such stack', 404);
  }
  return stackPage(control, stack, notice);
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += (chunk as Buffer).length;
    if (length > BODY_LIMIT) {
      throw new AwsError('TooLarge', 'The request is too large', 413);
    }
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function send(
  response: ServerResponse,
  status: number,
  type: string,
  body: string,
): void {
  response.writeHead(status, {
    'content-type': `${type}; charset=utf-8`,
    'cache-control': 'no-store',
    'content-security-policy':
      "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
  });
  response.end(body);
}

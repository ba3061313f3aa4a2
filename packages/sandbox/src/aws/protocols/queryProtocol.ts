import { AwsError } from './AwsError';
import { parseQuery } from './parseQuery';
import type { Asked, AwsRequest, Protocol } from './Protocol';
import { writeXml } from './xml';

/** The query protocol: forms in, XML of a namespace out; lists are wrapped in `member`, maps in `entry`. */
export function queryProtocol(namespace = ''): Protocol {
  const answer = (requestId: string, status: number, document: object) => ({
    status,
    headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
    body: writeXml({ ...document }),
  });
  return {
    words: {},
    read: readForm,
    write: ({ operation, requestId, output }) =>
      answer(requestId, 200, {
        [`${operation}Response`]: {
          '@xmlns': namespace,
          [`${operation}Result`]: wrapped(output),
          ResponseMetadata: { RequestId: requestId },
        },
      }),
    writeError: (error, requestId) =>
      answer(requestId, error.status, {
        ErrorResponse: {
          '@xmlns': namespace,
          Error: {
            Type: error.status < 500 ? 'Sender' : 'Receiver',
            Code: error.code,
            Message: error.message,
          },
          RequestId: requestId,
        },
      }),
  };
}

/** Reads the form of a request, in its address or its body. */
export function readForm(request: AwsRequest): Asked {
  const form =
    request.method === 'GET'
      ? request.url.searchParams
      : new URLSearchParams(request.body.toString('utf8'));
  const operation = form.get('Action');
  if (!operation) {
    throw new AwsError(
      'MissingAction',
      'The request must contain the parameter Action, or a target header, and a signature.',
    );
  }
  return { operation, input: parseQuery(form) };
}

function wrapped(value: unknown): unknown {
  if (Array.isArray(value)) {
    return { member: value.map(wrapped) };
  }
  if (value instanceof Map) {
    return {
      entry: [...value].map(([key, item]) => ({ key, value: wrapped(item) })),
    };
  }
  const isLeaf =
    typeof value !== 'object' ||
    value === null ||
    value instanceof Date ||
    value instanceof Uint8Array;
  return isLeaf
    ? value
    : Object.fromEntries(
        Object.entries(value).map(([name, member]) => [name, wrapped(member)]),
      );
}

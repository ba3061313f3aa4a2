import type { AwsError } from './AwsError';
import type { Asked, AwsRequest, Protocol } from './Protocol';

/** What JSON's protocols call the errors that every service may answer. */
export const jsonWords: Protocol['words'] = {
  AccessDenied: { code: 'AccessDeniedException', status: 400 },
  ExpiredToken: { code: 'ExpiredTokenException', status: 400 },
  InvalidClientTokenId: { code: 'UnrecognizedClientException', status: 400 },
  Throttling: { code: 'ThrottlingException', status: 400 },
  InvalidAction: { code: 'UnknownOperationException', status: 400 },
};

/** An error's members, as JSON and CBOR carry them. */
export function errorMembers(error: AwsError): Record<string, unknown> {
  return {
    ...error.members,
    __type: error.code,
    message: error.message,
    Message: error.message,
  };
}

/** A JSON protocol: the target header names the operation; timestamps are seconds since the epoch, maps objects. */
function jsonProtocol(version: '1.0' | '1.1'): Protocol {
  const headers = (requestId: string) => ({
    'content-type': `application/x-amz-json-${version}`,
    'x-amzn-requestid': requestId,
  });
  return {
    words: jsonWords,
    read,
    write: ({ requestId, output }) => ({
      status: 200,
      headers: headers(requestId),
      body: JSON.stringify(jsonValue(output)),
    }),
    writeError: (error, requestId) => ({
      status: error.status,
      headers: { ...headers(requestId), 'x-amzn-errortype': error.code },
      body: JSON.stringify(jsonValue(errorMembers(error))),
    }),
  };
}

function read(request: AwsRequest): Asked {
  const [, operation] = String(request.headers['x-amz-target']).split('.');
  const text = request.body.toString('utf8');
  return { operation, input: text ? JSON.parse(text) : {} };
}

function jsonValue(value: unknown): unknown {
  if (value instanceof Date) {
    return value.getTime() / 1000;
  }
  if (value instanceof Uint8Array) {
    return Buffer.from(value).toString('base64');
  }
  if (value instanceof Map) {
    return jsonValue(Object.fromEntries(value));
  }
  if (Array.isArray(value)) {
    return value.map(jsonValue);
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [key, jsonValue(member)]),
    );
  }
  return value;
}

/** AWS's JSON 1.0. */
export const json10 = jsonProtocol('1.0');
/** AWS's JSON 1.1. */
export const json11 = jsonProtocol('1.1');

import { Decoder, Encoder } from 'cbor-x';
import { errorMembers, jsonWords } from './jsonProtocol';
import type { Protocol } from './Protocol';

// Smithy writes maps with string keys and timestamps with tag 1; records and shared structures are cbor-x's own.
const encoder = new Encoder({
  useRecords: false,
  mapsAsObjects: true,
  tagUint8Array: false,
});
const decoder = new Decoder({ useRecords: false, mapsAsObjects: true });

/** Smithy's RPC in CBOR: the path names the operation. */
export const cborProtocol: Protocol = {
  words: jsonWords,
  read: request => ({
    operation: /\/operation\/([^/]+)/.exec(request.url.pathname)?.[1] ?? '',
    input: request.body.length ? decoder.decode(request.body) : {},
  }),
  write: ({ requestId, output }) => ({
    status: 200,
    headers: headers(requestId),
    body: Buffer.from(encoder.encode(prune(output))),
  }),
  writeError: (error, requestId) => ({
    status: error.status,
    headers: { ...headers(requestId), 'x-amzn-errortype': error.code },
    body: Buffer.from(encoder.encode(prune(errorMembers(error)))),
  }),
};

function headers(requestId: string) {
  return {
    'content-type': 'application/cbor',
    'smithy-protocol': 'rpc-v2-cbor',
    'x-amzn-requestid': requestId,
  };
}

function prune(value: unknown): unknown {
  if (value instanceof Map) {
    return prune(Object.fromEntries(value));
  }
  if (Array.isArray(value)) {
    return value.map(prune);
  }
  if (
    typeof value === 'object' &&
    value !== null &&
    !(value instanceof Date) &&
    !(value instanceof Uint8Array)
  ) {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, member]) => member !== undefined && member !== null)
        .map(([key, member]) => [key, prune(member)]),
    );
  }
  return value;
}

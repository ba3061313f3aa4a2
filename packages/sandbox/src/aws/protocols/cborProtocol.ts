import { Decoder, Encoder } from 'cbor-x';

// Smithy writes maps with string keys and timestamps with tag 1; records and shared structures are cbor-x's own.
const encoder = new Encoder({
  useRecords: false,
  mapsAsObjects: true,
  tagUint8Array: false,
});
const decoder = new Decoder({ useRecords: false, mapsAsObjects: true });

/** Reads the body of an rpc-v2-cbor request. */
export function fromCbor(body: Buffer): Record<string, unknown> {
  return body.length ? decoder.decode(body) : {};
}

/** Writes the body of an rpc-v2-cbor answer. */
export function toCbor(output: Record<string, unknown>): Buffer {
  return Buffer.from(encoder.encode(prune(output)));
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

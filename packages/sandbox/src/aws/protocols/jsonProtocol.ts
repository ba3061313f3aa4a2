/** Writes an answer of the JSON protocols: timestamps as seconds since the epoch, maps as objects. */
export function toAwsJson(output: Record<string, unknown>): string {
  return JSON.stringify(jsonValue(output));
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

/** Body of an error of the JSON protocols. */
export function jsonError(error: {
  code: string;
  message: string;
  members?: Record<string, unknown>;
}): string {
  return toAwsJson({
    ...error.members,
    __type: error.code,
    message: error.message,
    Message: error.message,
  });
}

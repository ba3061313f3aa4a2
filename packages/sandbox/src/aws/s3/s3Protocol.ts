import type { IncomingHttpHeaders } from 'node:http';
import type {
  Asked,
  AwsRequest,
  AwsResponse,
  Protocol,
} from '../protocols/Protocol';
import { writeXml } from '../protocols/xml';
import { decodeChunked } from './decodeChunked';
import { operationOf } from './operationOf';

// Headers of the connection, the signature and the client: they ask nothing of S3.
const carriers =
  /^(host|connection|accept(-encoding)?|authorization|expect|user-agent|content-(length|md5)|transfer-encoding|x-amz-(date|security-token|content-sha256|user-agent|decoded-content-length|trailer|te|sdk-checksum-algorithm|checksum-\w+)|amz-sdk-.*)$/;

// Query parameters of the same kind: of a presigned address, and of the SDK.
const carriedParameters = /^(x-amz-|x-id$)/i;

/**
 * S3's REST protocol: method, path and parameters tell the operation; the other parameters and the headers are its
 * input, by their own names beside `BucketName` and `Key`. An operation's output is the response itself.
 */
export const s3Protocol: Protocol = {
  words: {
    InvalidClientTokenId: {
      code: 'InvalidAccessKeyId',
      status: 403,
      message:
        'The AWS Access Key Id you provided does not exist in our records.',
    },
    ExpiredToken: { code: 'ExpiredToken', status: 400 },
    Throttling: {
      code: 'SlowDown',
      status: 503,
      message: 'Please reduce your request rate.',
    },
    InvalidAction: { code: 'NotImplemented', status: 501 },
    NotImplemented: { code: 'NotImplemented', status: 501 },
  },
  read,
  write: ({ requestId, output }) => {
    const response = output as AwsResponse;
    return {
      ...response,
      headers: { ...ids(requestId), ...response.headers },
    };
  },
  writeError: (error, requestId) => ({
    status: error.status,
    headers: { ...ids(requestId), 'content-type': 'application/xml' },
    body: writeXml({
      '?xml': { '@version': '1.0', '@encoding': 'UTF-8' },
      Error: {
        Code: error.code,
        Message: error.message,
        RequestId: requestId,
        HostId: requestId,
      },
    }),
  }),
};

function read(request: AwsRequest): Asked {
  const { headers, url } = request;
  const [bucket, ...rest] = url.pathname
    .slice(1)
    .split('/')
    .map(decodeURIComponent);
  const key = rest.join('/');
  const { operation, told } = operationOf({
    method: request.method,
    bucket,
    key,
    has: name => url.searchParams.has(name),
    copies: headers['x-amz-copy-source'] !== undefined,
  });
  const parameters = [...url.searchParams].filter(
    ([name]) => name !== told && !carriedParameters.test(name),
  );
  return {
    operation,
    input: {
      ...Object.fromEntries(parameters),
      ...askingHeaders(headers),
      BucketName: bucket || undefined,
      Key: key || undefined,
    },
    body: isChunked(headers) ? decodeChunked(request.body) : request.body,
  };
}

function askingHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => !carriers.test(name))
      .map(([name, value]) => [
        name,
        name === 'content-encoding'
          ? String(value).replace(/(^|,\s*)aws-chunked/, '')
          : String(value),
      ])
      .filter(([, value]) => value !== ''),
  );
}

function isChunked(headers: IncomingHttpHeaders): boolean {
  return (
    headers['content-encoding']?.includes('aws-chunked') ||
    String(headers['x-amz-content-sha256']).startsWith('STREAMING-')
  );
}

function ids(requestId: string): Record<string, string> {
  return { 'x-amz-request-id': requestId, 'x-amz-id-2': requestId };
}

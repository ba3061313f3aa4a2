import type { AwsCall } from '../service/AwsCall';
import { AwsError } from '../protocols/AwsError';
import type { Operations, Output } from '../service/AwsService';
import { isStructure, type Input } from '../service/Input';
import { namedBucket } from './namedBucket';
import { foundObject, keptHeaders, writtenHeaders } from './objectHeaders';
import { readDocument, s3Document } from './s3Document';
import type { S3Store } from './S3Store';
import type { StoredObject } from './StoredObject';

/** Objects: put, get, copy, delete; each in the version that is asked. */
export function objectOperations(s3: S3Store): Operations {
  return {
    PutObject: (call, input) => {
      const { name, settings } = namedBucket(s3, call, input);
      const key = input.text('Key');
      const onlyNew = input.choice('if-none-match', ['*']);
      const headers = keptHeaders(input, settings);
      input.end();
      if (onlyNew && s3.object(name, key)) {
        throw new AwsError(
          'PreconditionFailed',
          'At least one of the pre-conditions you specified did not hold',
          412,
        );
      }
      const object = s3.put(name, key, call.body, { headers });
      return { status: 200, headers: writtenHeaders(object) };
    },
    CopyObject: (call, input) => {
      const bucket = namedBucket(s3, call, input);
      const key = input.text('Key');
      const [path, query] = input.text('x-amz-copy-source').split('?');
      const [from, ...rest] = decodeURIComponent(path)
        .replace(/^\//, '')
        .split('/');
      const replaces =
        input.choice('x-amz-metadata-directive', ['COPY', 'REPLACE']) ===
        'REPLACE';
      const original = foundObject(s3, {
        bucket: namedBucket(s3, call, input, from).name,
        key: rest.join('/'),
        versionId: new URLSearchParams(query).get('versionId') ?? undefined,
      });
      const own = keptHeaders(input, bucket.settings);
      input.end();
      const object = s3.put(bucket.name, key, s3.read(original), {
        headers: replaces ? own : { ...own, ...original.headers },
        etag: original.etag,
      });
      const { status, body, headers } = s3Document('CopyObjectResult', {
        LastModified: object.modifiedAt,
        ETag: `"${object.etag}"`,
      });
      return {
        status,
        body,
        headers: { ...headers, ...writtenHeaders(object) },
      };
    },
    GetObject: (call, input) => {
      const object = askedObject(s3, call, input);
      const headers = readHeaders(object);
      if (input.optionalText('if-none-match') === `"${object.etag}"`) {
        return { status: 304, headers };
      }
      return ranged(s3.read(object), headers, input);
    },
    HeadObject: (call, input) => {
      const object = askedObject(s3, call, input);
      const headers = readHeaders(object);
      return input.optionalText('if-none-match') === `"${object.etag}"`
        ? { status: 304, headers }
        : {
            status: 200,
            headers: { ...headers, 'content-length': String(object.size) },
          };
    },
    DeleteObject: (call, input) => {
      const { name } = namedBucket(s3, call, input);
      const key = input.text('Key');
      const versionId = input.optionalText('versionId');
      input.end();
      return {
        status: 204,
        headers: deletedHeaders(s3.delete(name, key, versionId)),
      };
    },
    DeleteObjects: (call, input) => {
      const { name } = namedBucket(s3, call, input);
      input.raw('content-type');
      input.end();
      const { Object: objects = [], Quiet } = readDocument('Delete', call.body);
      const deleted = [objects]
        .flat()
        .filter(isStructure)
        .map(item => {
          const key = String(item.Key);
          const versionId = item.VersionId ? String(item.VersionId) : undefined;
          const gone = s3.delete(name, key, versionId);
          return {
            Key: key,
            VersionId: versionId,
            ...(gone?.deleteMarker && {
              DeleteMarker: true,
              DeleteMarkerVersionId: gone.versionId,
            }),
          };
        });
      return s3Document('DeleteResult', {
        Deleted: Quiet === 'true' ? [] : deleted,
      });
    },
  };
}

function askedObject(s3: S3Store, call: AwsCall, input: Input): StoredObject {
  return foundObject(s3, {
    bucket: namedBucket(s3, call, input).name,
    key: input.text('Key'),
    versionId: input.optionalText('versionId'),
  });
}

function readHeaders(object: StoredObject): Record<string, string> {
  return {
    ...object.headers,
    ...writtenHeaders(object),
    'last-modified': new Date(object.modifiedAt).toUTCString(),
    'accept-ranges': 'bytes',
  };
}

function deletedHeaders(
  gone: StoredObject | undefined,
): Record<string, string> {
  return {
    ...(gone && gone.versionId !== 'null'
      ? { 'x-amz-version-id': gone.versionId }
      : {}),
    ...(gone?.deleteMarker ? { 'x-amz-delete-marker': 'true' } : {}),
  };
}

/** An object's bytes, or the range of them that is asked. */
function ranged(
  body: Buffer,
  headers: Record<string, string>,
  input: Input,
): Output {
  const range = input.optionalText('range');
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(range ?? '') ?? [];
  if (from === undefined) {
    return {
      status: 200,
      headers: { ...headers, 'content-length': String(body.length) },
      body,
    };
  }
  // Without a start the range is as long as its end says, and ends where the object does.
  const start = from ? Number(from) : Math.max(0, body.length - Number(to));
  const last = Math.min(from && to ? Number(to) : Infinity, body.length - 1);
  if (start > last) {
    throw new AwsError(
      'InvalidRange',
      'The requested range is not satisfiable',
      416,
    );
  }
  return {
    status: 206,
    headers: {
      ...headers,
      'content-range': `bytes ${start}-${last}/${body.length}`,
      'content-length': String(last - start + 1),
    },
    body: body.subarray(start, last + 1),
  };
}

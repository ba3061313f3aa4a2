import type { AwsCall } from '../service/AwsCall';
import type { Operations } from '../service/AwsService';
import type { Input } from '../service/Input';
import type { S3Structure } from './Bucket';
import { namedBucket } from './namedBucket';
import { s3Document } from './s3Document';
import type { S3Store } from './S3Store';
import type { StoredObject } from './StoredObject';

/** Lines of one page. */
const PAGE = 1000;

/** What is in a bucket: objects, their versions, and where a delimiter is given the folders they would be in. */
export function listOperations(s3: S3Store): Operations {
  return {
    ListObjectsV2: (call, input) => {
      const { name, asked } = askedList(s3, call, input);
      const after = input.optionalText('start-after') ?? '';
      const lines = linesOf(s3.list(name, asked.prefix), asked).filter(
        line => line.key > after,
      );
      const { items, nextToken } = input.page(lines, {
        token: 'continuation-token',
        limit: 'max-keys',
        default: PAGE,
        key: line => line.key,
      });
      return s3Document('ListBucketResult', {
        ...shown(name, asked, items),
        StartAfter: after || undefined,
        KeyCount: items.length,
        ContinuationToken: input.optionalText('continuation-token'),
        IsTruncated: nextToken !== undefined,
        NextContinuationToken: nextToken,
      });
    },
    ListObjects: (call, input) => {
      const { name, asked } = askedList(s3, call, input);
      const marker = input.optionalText('marker') ?? '';
      const lines = linesOf(s3.list(name, asked.prefix), asked).filter(
        line => line.key > marker,
      );
      const items = lines.slice(0, asked.limit);
      const truncated = lines.length > items.length;
      return s3Document('ListBucketResult', {
        ...shown(name, asked, items),
        Marker: marker,
        IsTruncated: truncated,
        NextMarker:
          truncated && asked.delimiter ? items.at(-1)?.key : undefined,
      });
    },
    ListObjectVersions: (call, input) => {
      const { name, asked } = askedList(s3, call, input);
      const keyMarker = input.optionalText('key-marker');
      const idMarker = input.optionalText('version-id-marker');
      const all = linesOf(s3.versions(name, asked.prefix), asked);
      const lines = all.slice(startOf(all, keyMarker, idMarker));
      const items = lines.slice(0, asked.limit);
      const truncated = lines.length > items.length;
      const versions = items.flatMap(line => line.object ?? []);
      return s3Document('ListVersionsResult', {
        ...shown(name, asked, items),
        Contents: undefined,
        KeyMarker: keyMarker ?? '',
        VersionIdMarker: idMarker ?? '',
        IsTruncated: truncated,
        NextKeyMarker: truncated ? items.at(-1)?.key : undefined,
        NextVersionIdMarker: truncated
          ? items.at(-1)?.object?.versionId
          : undefined,
        Version: versions
          .filter(object => !object.deleteMarker)
          .map(object => ({
            ...entry(object),
            VersionId: object.versionId,
            IsLatest: s3.isLatest(object),
          })),
        DeleteMarker: versions
          .filter(object => object.deleteMarker)
          .map(object => ({
            Key: object.key,
            LastModified: object.modifiedAt,
            VersionId: object.versionId,
            IsLatest: s3.isLatest(object),
          })),
      });
    },
  };
}

interface AskedList {
  prefix: string;
  delimiter?: string;
  limit: number;
}

/** A line of a list: an object, or what several keys begin with. */
interface Line {
  key: string;
  object?: StoredObject;
}

function askedList(s3: S3Store, call: AwsCall, input: Input) {
  const asked: AskedList = {
    prefix: input.optionalText('prefix') ?? '',
    delimiter: input.optionalText('delimiter'),
    limit: input.number('max-keys', { default: PAGE, min: 0, max: PAGE }),
  };
  return { name: namedBucket(s3, call, input).name, asked };
}

/** Keys that go on with the same folder behind the prefix are one line. */
function linesOf(
  objects: StoredObject[],
  { prefix, delimiter }: AskedList,
): Line[] {
  const folders = new Set<string>();
  return objects.flatMap(object => {
    const end = delimiter ? object.key.indexOf(delimiter, prefix.length) : -1;
    if (end === -1 || !delimiter) {
      return [{ key: object.key, object }];
    }
    const folder = object.key.slice(0, end + delimiter.length);
    if (folders.has(folder)) {
      return [];
    }
    folders.add(folder);
    return [{ key: folder }];
  });
}

function startOf(lines: Line[], key?: string, versionId?: string): number {
  if (key === undefined) {
    return 0;
  }
  const at = lines.findIndex(line =>
    versionId
      ? line.key === key && line.object?.versionId === versionId
      : line.key > key,
  );
  if (at === -1) {
    return lines.length;
  }
  return versionId ? at + 1 : at;
}

function shown(name: string, asked: AskedList, items: Line[]): S3Structure {
  return {
    Name: name,
    Prefix: asked.prefix,
    Delimiter: asked.delimiter,
    MaxKeys: asked.limit,
    Contents: items.flatMap(line => line.object ?? []).map(entry),
    CommonPrefixes: items
      .filter(line => !line.object)
      .map(line => ({ Prefix: line.key })),
  };
}

function entry(object: StoredObject): S3Structure {
  return {
    Key: object.key,
    LastModified: object.modifiedAt,
    ETag: `"${object.etag}"`,
    Size: object.size,
    StorageClass: 'STANDARD',
  };
}

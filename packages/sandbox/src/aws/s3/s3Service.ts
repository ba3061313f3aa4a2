import { createHash, randomBytes } from 'node:crypto';
import { XMLParser } from 'fast-xml-parser';
import { AwsError } from '../service/AwsError';
import type { AwsCall } from '../service/AwsCall';
import type {
  AwsHttpRequest,
  AwsHttpResponse,
  AwsHttpService,
} from '../server/AwsServer';
import { decodeChunked } from './decodeChunked';
import { s3Document, s3Error, type XmlValue } from './s3Document';
import type { Bucket, S3Store, StoredObject } from './S3Store';

interface Upload {
  bucket: string;
  key: string;
  contentType?: string;
  metadata: Record<string, string>;
  parts: Map<number, { body: Buffer; etag: string }>;
}

// Sub-resources of a bucket by query parameter, and the operations' common noun.
const bucketParts: Record<string, string> = {
  location: 'BucketLocation',
  versioning: 'BucketVersioning',
  encryption: 'BucketEncryption',
  policy: 'BucketPolicy',
  publicAccessBlock: 'PublicAccessBlock',
  tagging: 'BucketTagging',
  lifecycle: 'BucketLifecycleConfiguration',
  acl: 'BucketAcl',
};

// IAM's actions where they are not named as the operation.
const actions: Record<string, string> = {
  HeadBucket: 'ListBucket',
  ListObjects: 'ListBucket',
  ListObjectsV2: 'ListBucket',
  ListObjectVersions: 'ListBucketVersions',
  ListBuckets: 'ListAllMyBuckets',
  HeadObject: 'GetObject',
  CopyObject: 'PutObject',
  DeleteObjects: 'DeleteObject',
  CreateMultipartUpload: 'PutObject',
  UploadPart: 'PutObject',
  CompleteMultipartUpload: 'PutObject',
  GetBucketEncryption: 'GetEncryptionConfiguration',
  PutBucketEncryption: 'PutEncryptionConfiguration',
  GetPublicAccessBlock: 'GetBucketPublicAccessBlock',
};

const parser = new XMLParser({ parseTagValue: false });

/** S3, as publishing of assets and templates needs it. Buckets stand in the path. */
export class S3Service implements AwsHttpService {
  readonly signingName = 's3';
  readonly #store: S3Store;
  readonly #uploads = new Map<string, Upload>();

  constructor(store: S3Store) {
    this.#store = store;
  }

  describe(request: AwsHttpRequest) {
    const { bucket, key } = target(request);
    const operation = operationOf(request);
    const policy = bucket ? this.#store.bucket(bucket)?.policy : undefined;
    return {
      operation,
      input: {
        BucketName: bucket || undefined,
        Key: key || undefined,
        Prefix: request.url.searchParams.get('prefix') ?? undefined,
      },
      action: `s3:${actions[operation] ?? operation}`,
      resource: bucket
        ? // Objects of one request are judged together, where S3 judges each.
          `arn:aws:s3:::${bucket}${operation === 'DeleteObjects' ? '/*' : key && `/${key}`}`
        : undefined,
      resourcePolicy: policy && JSON.parse(policy),
    };
  }

  async handleHttp(
    call: AwsCall,
    request: AwsHttpRequest,
  ): Promise<AwsHttpResponse> {
    const { bucket: name, key } = target(request);
    if (call.operation === 'ListBuckets') {
      return this.#listBuckets(call);
    }
    if (call.operation === 'CreateBucket') {
      this.#store.createBucket({
        name,
        account: call.account,
        region: call.region,
      });
      return { status: 200, headers: { location: `/${name}` } };
    }
    const bucket = this.#bucket(call, request, name);
    return key
      ? this.#objectOperation(call, request, bucket, key)
      : this.#bucketOperation(call, request, bucket);
  }

  errorResponse(error: AwsError, requestId: string): AwsHttpResponse {
    const code = error.code === 'InvalidAction' ? 'NotImplemented' : error.code;
    const status = code === 'NotImplemented' ? 501 : error.status;
    return {
      status,
      headers: { 'content-type': 'application/xml' },
      body: s3Error({
        Code: code,
        Message: error.message,
        RequestId: requestId,
        HostId: requestId,
      }),
    };
  }

  #bucket(call: AwsCall, request: AwsHttpRequest, name: string): Bucket {
    const bucket = this.#store.bucket(name);
    if (!bucket) {
      throw new AwsError(
        'NoSuchBucket',
        'The specified bucket does not exist',
        404,
      );
    }
    const owner = request.headers['x-amz-expected-bucket-owner'];
    const strange = owner !== undefined && owner !== bucket.account;
    if (strange || bucket.account !== call.account) {
      throw new AwsError('AccessDenied', 'Access Denied', 403);
    }
    return bucket;
  }

  #listBuckets(call: AwsCall): AwsHttpResponse {
    return xml(
      s3Document('ListAllMyBucketsResult', {
        Owner: { ID: call.account },
        Buckets: {
          Bucket: this.#store.buckets(call.account).map(bucket => ({
            Name: bucket.name,
            CreationDate: bucket.createdAt,
            BucketRegion: bucket.region,
          })),
        },
      }),
    );
  }

  #bucketOperation(
    call: AwsCall,
    request: AwsHttpRequest,
    bucket: Bucket,
  ): AwsHttpResponse {
    switch (call.operation) {
      case 'HeadBucket':
        return {
          status: 200,
          headers: { 'x-amz-bucket-region': bucket.region },
        };
      case 'DeleteBucket':
        this.#store.deleteBucket(bucket.name);
        return { status: 204 };
      case 'ListObjectsV2':
      case 'ListObjects':
        return this.#listObjects(request, bucket);
      case 'ListObjectVersions':
        return this.#listVersions(request, bucket);
      case 'DeleteObjects':
        return this.#deleteObjects(request, bucket);
      case 'GetBucketLocation':
        return xml(
          `<?xml version="1.0" encoding="UTF-8"?>\n<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${
            bucket.region === 'us-east-1' ? '' : bucket.region
          }</LocationConstraint>`,
        );
      case 'GetBucketVersioning':
        return xml(
          s3Document('VersioningConfiguration', { Status: bucket.versioning }),
        );
      case 'PutBucketVersioning': {
        const status = /<Status>(\w+)<\/Status>/.exec(
          bodyOf(request).toString(),
        );
        bucket.versioning = status?.[1] === 'Enabled' ? 'Enabled' : 'Suspended';
        this.#store.saveBucket(bucket);
        return { status: 200 };
      }
      case 'GetBucketEncryption':
        return xml(
          s3Document('ServerSideEncryptionConfiguration', {
            Rule: {
              ApplyServerSideEncryptionByDefault:
                bucket.encryption === 'AES256'
                  ? { SSEAlgorithm: 'AES256' }
                  : {
                      SSEAlgorithm: 'aws:kms',
                      KMSMasterKeyID:
                        bucket.encryption === 'aws:kms'
                          ? undefined
                          : bucket.encryption,
                    },
            },
          }),
        );
      case 'PutBucketEncryption': {
        const text = bodyOf(request).toString();
        bucket.encryption =
          /<KMSMasterKeyID>([^<]+)</.exec(text)?.[1] ??
          (text.includes('aws:kms') ? 'aws:kms' : 'AES256');
        this.#store.saveBucket(bucket);
        return { status: 200 };
      }
      case 'GetBucketPolicy':
        if (!bucket.policy) {
          throw new AwsError(
            'NoSuchBucketPolicy',
            'The bucket policy does not exist',
            404,
          );
        }
        return {
          status: 200,
          headers: { 'content-type': 'application/json' },
          body: bucket.policy,
        };
      case 'PutBucketPolicy':
        bucket.policy = bodyOf(request).toString('utf8');
        this.#store.saveBucket(bucket);
        return { status: 204 };
      case 'GetPublicAccessBlock':
        return xml(
          s3Document('PublicAccessBlockConfiguration', {
            BlockPublicAcls: true,
            IgnorePublicAcls: true,
            BlockPublicPolicy: true,
            RestrictPublicBuckets: true,
          }),
        );
      default:
        throw notImplemented(call);
    }
  }

  async #objectOperation(
    call: AwsCall,
    request: AwsHttpRequest,
    bucket: Bucket,
    key: string,
  ): Promise<AwsHttpResponse> {
    switch (call.operation) {
      case 'PutObject':
        return this.#putObject(request, bucket, key);
      case 'CopyObject':
        return this.#copyObject(call, request, bucket, key);
      case 'GetObject':
      case 'HeadObject':
        return this.#getObject(call, request, bucket, key);
      case 'DeleteObject':
        this.#store.delete(bucket.name, key);
        return { status: 204 };
      case 'CreateMultipartUpload':
        return this.#createUpload(request, bucket, key);
      case 'UploadPart': {
        const upload = this.#upload(request, bucket, key);
        const body = bodyOf(request);
        const etag = createHash('md5').update(body).digest('hex');
        upload.parts.set(Number(request.url.searchParams.get('partNumber')), {
          body,
          etag,
        });
        return { status: 200, headers: { etag: `"${etag}"` } };
      }
      case 'CompleteMultipartUpload':
        return this.#completeUpload(request, bucket, key);
      case 'AbortMultipartUpload':
        this.#upload(request, bucket, key);
        this.#uploads.delete(request.url.searchParams.get('uploadId') ?? '');
        return { status: 204 };
      default:
        throw notImplemented(call);
    }
  }

  #putObject(
    request: AwsHttpRequest,
    bucket: Bucket,
    key: string,
  ): AwsHttpResponse {
    const known = this.#store.object(bucket.name, key);
    if (request.headers['if-none-match'] === '*' && known) {
      throw new AwsError(
        'PreconditionFailed',
        'At least one of the pre-conditions you specified did not hold',
        412,
      );
    }
    const object = this.#store.put(bucket.name, key, bodyOf(request), {
      contentType: request.headers['content-type'],
      metadata: metadataOf(request),
    });
    return { status: 200, headers: writtenHeaders(object, bucket) };
  }

  #copyObject(
    call: AwsCall,
    request: AwsHttpRequest,
    bucket: Bucket,
    key: string,
  ): AwsHttpResponse {
    const source = decodeURIComponent(
      String(request.headers['x-amz-copy-source']),
    ).replace(/^\//, '');
    const [from, ...rest] = source.split('/');
    const original = this.#object(
      this.#bucket(call, request, from),
      rest.join('/').replace(/\?.*$/, ''),
    );
    const object = this.#store.put(
      bucket.name,
      key,
      this.#store.read(original),
      original,
    );
    return {
      ...xml(
        s3Document('CopyObjectResult', {
          LastModified: object.modifiedAt,
          ETag: `"${object.etag}"`,
        }),
      ),
    };
  }

  #object(bucket: Bucket, key: string): StoredObject {
    const object = this.#store.object(bucket.name, key);
    if (!object) {
      throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404);
    }
    return object;
  }

  #getObject(
    call: AwsCall,
    request: AwsHttpRequest,
    bucket: Bucket,
    key: string,
  ): AwsHttpResponse {
    const object = this.#object(bucket, key);
    const headers: Record<string, string> = {
      ...writtenHeaders(object, bucket),
      'content-type': object.contentType,
      'last-modified': new Date(object.modifiedAt).toUTCString(),
      'accept-ranges': 'bytes',
      ...Object.fromEntries(
        Object.entries(object.metadata).map(([name, value]) => [
          `x-amz-meta-${name}`,
          value,
        ]),
      ),
    };
    if (request.headers['if-none-match'] === `"${object.etag}"`) {
      return { status: 304, headers };
    }
    if (call.operation === 'HeadObject') {
      return {
        status: 200,
        headers: { ...headers, 'content-length': String(object.size) },
      };
    }
    const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
    const body = this.#store.read(object);
    if (!range) {
      return {
        status: 200,
        headers: { ...headers, 'content-length': String(object.size) },
        body,
      };
    }
    const start = Number(range[1]);
    const end = Math.min(
      range[2] ? Number(range[2]) : object.size - 1,
      object.size - 1,
    );
    return {
      status: 206,
      headers: {
        ...headers,
        'content-range': `bytes ${start}-${end}/${object.size}`,
        'content-length': String(end - start + 1),
      },
      body: body.subarray(start, end + 1),
    };
  }

  #listObjects(request: AwsHttpRequest, bucket: Bucket): AwsHttpResponse {
    const query = request.url.searchParams;
    const prefix = query.get('prefix') ?? '';
    const delimiter = query.get('delimiter') ?? '';
    const token = query.get('continuation-token');
    const after = token
      ? Buffer.from(token, 'base64url').toString('utf8')
      : (query.get('start-after') ?? query.get('marker') ?? '');
    const limit = Number(query.get('max-keys') ?? 1000);
    const prefixes = new Set<string>();
    const matching = this.#store
      .list(bucket.name, prefix)
      .filter(object => object.key > after)
      .filter(object => {
        const end = delimiter
          ? object.key.indexOf(delimiter, prefix.length)
          : -1;
        if (end === -1) {
          return true;
        }
        prefixes.add(object.key.slice(0, end + delimiter.length));
        return false;
      });
    const items = matching.slice(0, limit);
    const truncated = matching.length > items.length;
    return xml(
      s3Document('ListBucketResult', {
        Name: bucket.name,
        Prefix: prefix,
        Delimiter: delimiter || undefined,
        MaxKeys: limit,
        KeyCount: items.length + prefixes.size,
        IsTruncated: truncated,
        NextContinuationToken: truncated
          ? Buffer.from(items.at(-1)?.key ?? '').toString('base64url')
          : undefined,
        Contents: items.map(entry),
        CommonPrefixes: [...prefixes].map(item => ({ Prefix: item })),
      }),
    );
  }

  #listVersions(request: AwsHttpRequest, bucket: Bucket): AwsHttpResponse {
    const prefix = request.url.searchParams.get('prefix') ?? '';
    return xml(
      s3Document('ListVersionsResult', {
        Name: bucket.name,
        Prefix: prefix,
        IsTruncated: false,
        Version: this.#store.list(bucket.name, prefix).map(object => ({
          ...entry(object),
          VersionId: object.versionId ?? 'null',
          IsLatest: true,
        })),
      }),
    );
  }

  #deleteObjects(request: AwsHttpRequest, bucket: Bucket): AwsHttpResponse {
    const document = parser.parse(bodyOf(request).toString('utf8'));
    const objects: { Key: string }[] = [document.Delete?.Object ?? []].flat();
    for (const { Key } of objects) {
      this.#store.delete(bucket.name, Key);
    }
    return xml(
      s3Document('DeleteResult', {
        Deleted: objects.map(({ Key }) => ({ Key })),
      }),
    );
  }

  #createUpload(
    request: AwsHttpRequest,
    bucket: Bucket,
    key: string,
  ): AwsHttpResponse {
    const uploadId = randomBytes(24).toString('base64url');
    this.#uploads.set(uploadId, {
      bucket: bucket.name,
      key,
      contentType: request.headers['content-type'],
      metadata: metadataOf(request),
      parts: new Map(),
    });
    return xml(
      s3Document('InitiateMultipartUploadResult', {
        Bucket: bucket.name,
        Key: key,
        UploadId: uploadId,
      }),
    );
  }

  #upload(request: AwsHttpRequest, bucket: Bucket, key: string): Upload {
    const upload = this.#uploads.get(
      request.url.searchParams.get('uploadId') ?? '',
    );
    if (!upload || upload.bucket !== bucket.name || upload.key !== key) {
      throw new AwsError(
        'NoSuchUpload',
        'The specified multipart upload does not exist. The upload ID might be invalid, or the multipart upload might have been aborted or completed.',
        404,
      );
    }
    return upload;
  }

  #completeUpload(
    request: AwsHttpRequest,
    bucket: Bucket,
    key: string,
  ): AwsHttpResponse {
    const upload = this.#upload(request, bucket, key);
    const parts = [...upload.parts]
      .sort(([left], [right]) => left - right)
      .map(([, part]) => part);
    const digest = createHash('md5')
      .update(Buffer.concat(parts.map(part => Buffer.from(part.etag, 'hex'))))
      .digest('hex');
    const object = this.#store.put(
      bucket.name,
      key,
      Buffer.concat(parts.map(part => part.body)),
      { ...upload, etag: `${digest}-${parts.length}` },
    );
    this.#uploads.delete(request.url.searchParams.get('uploadId') ?? '');
    return xml(
      s3Document('CompleteMultipartUploadResult', {
        Bucket: bucket.name,
        Key: key,
        ETag: `"${object.etag}"`,
      }),
    );
  }
}

function target(request: AwsHttpRequest): { bucket: string; key: string } {
  const [bucket, ...rest] = request.url.pathname
    .slice(1)
    .split('/')
    .map(decodeURIComponent);
  return { bucket, key: rest.join('/') };
}

function operationOf(request: AwsHttpRequest): string {
  const { bucket, key } = target(request);
  const query = request.url.searchParams;
  const method = request.method.toUpperCase();
  const verb =
    { GET: 'Get', HEAD: 'Head', PUT: 'Put', DELETE: 'Delete' }[method] ??
    'Post';
  if (!bucket) {
    return 'ListBuckets';
  }
  if (key) {
    if (query.has('uploads')) {
      return 'CreateMultipartUpload';
    }
    if (query.has('uploadId')) {
      return (
        {
          PUT: 'UploadPart',
          POST: 'CompleteMultipartUpload',
          DELETE: 'AbortMultipartUpload',
        }[method] ?? 'ListParts'
      );
    }
    if (query.has('tagging') || query.has('acl')) {
      return `${verb}Object${query.has('acl') ? 'Acl' : 'Tagging'}`;
    }
    return method === 'PUT' && request.headers['x-amz-copy-source']
      ? 'CopyObject'
      : `${verb}Object`;
  }
  const part = Object.keys(bucketParts).find(name => query.has(name));
  if (part) {
    return verb + bucketParts[part];
  }
  if (query.has('delete')) {
    return 'DeleteObjects';
  }
  if (query.has('versions')) {
    return 'ListObjectVersions';
  }
  if (method === 'GET') {
    return query.get('list-type') === '2' ? 'ListObjectsV2' : 'ListObjects';
  }
  return (
    { PUT: 'CreateBucket', DELETE: 'DeleteBucket', HEAD: 'HeadBucket' }[
      method
    ] ?? 'PostBucket'
  );
}

function bodyOf(request: AwsHttpRequest): Buffer {
  const chunked =
    request.headers['content-encoding']?.includes('aws-chunked') ||
    String(request.headers['x-amz-content-sha256']).startsWith('STREAMING-');
  return chunked ? decodeChunked(request.body) : request.body;
}

function metadataOf(request: AwsHttpRequest): Record<string, string> {
  return Object.fromEntries(
    Object.entries(request.headers)
      .filter(([name]) => name.startsWith('x-amz-meta-'))
      .map(([name, value]) => [
        name.slice('x-amz-meta-'.length),
        String(value),
      ]),
  );
}

function writtenHeaders(
  object: StoredObject,
  bucket: Bucket,
): Record<string, string> {
  return {
    etag: `"${object.etag}"`,
    'x-amz-server-side-encryption':
      bucket.encryption === 'AES256' ? 'AES256' : 'aws:kms',
    ...(object.versionId ? { 'x-amz-version-id': object.versionId } : {}),
  };
}

function entry(object: StoredObject): Record<string, XmlValue> {
  return {
    Key: object.key,
    LastModified: object.modifiedAt,
    ETag: `"${object.etag}"`,
    Size: object.size,
    StorageClass: 'STANDARD',
  };
}

function xml(body: string): AwsHttpResponse {
  return { status: 200, headers: { 'content-type': 'application/xml' }, body };
}

function notImplemented(call: AwsCall): AwsError {
  return new AwsError(
    'NotImplemented',
    `The operation ${call.operation} of s3 is not implemented by the sandbox.`,
    501,
  );
}

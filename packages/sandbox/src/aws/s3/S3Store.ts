import { createHash, randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { SandboxClock } from '../../clock';
import type { Collection, DocumentStore } from '../../documents';
import { AwsError } from '../service/AwsError';

/** A bucket; its name is unique over all accounts. */
export interface Bucket {
  name: string;
  account: string;
  region: string;
  /** ISO 8601 */
  createdAt: string;
  versioning?: 'Enabled' | 'Suspended';
  /** Bucket policy as JSON. */
  policy?: string;
  /** KMS key, or `AES256`. */
  encryption: string;
  tags: Record<string, string>;
}

/** An object's description; its bytes lie in a file. */
export interface StoredObject {
  bucket: string;
  key: string;
  size: number;
  etag: string;
  contentType: string;
  /** ISO 8601 */
  modifiedAt: string;
  metadata: Record<string, string>;
  file: string;
  versionId?: string;
}

/** Buckets and objects; bytes are kept in files below the data folder. */
export class S3Store {
  readonly #clock: SandboxClock;
  readonly #folder: string;
  readonly #buckets: Collection<Bucket>;
  readonly #objects: Collection<StoredObject>;

  constructor(parts: {
    clock: SandboxClock;
    documents: DocumentStore;
    dataDir: string;
  }) {
    this.#clock = parts.clock;
    this.#folder = join(parts.dataDir, 's3');
    this.#buckets = parts.documents.collection('aws.s3.buckets');
    this.#objects = parts.documents.collection('aws.s3.objects');
  }

  bucket(name: string): Bucket | undefined {
    return this.#buckets.get(name);
  }

  buckets(account: string): Bucket[] {
    return this.#buckets.values().filter(item => item.account === account);
  }

  /** Makes a bucket; the error for a taken name is S3's. */
  createBucket(options: {
    name: string;
    account: string;
    region: string;
    versioning?: 'Enabled' | 'Suspended';
    encryption?: string;
  }): Bucket {
    const taken = this.#buckets.get(options.name);
    if (taken) {
      throw taken.account === options.account
        ? new AwsError(
            'BucketAlreadyOwnedByYou',
            'Your previous request to create the named bucket succeeded and you already own it.',
            409,
          )
        : new AwsError(
            'BucketAlreadyExists',
            'The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.',
            409,
          );
    }
    if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(options.name)) {
      throw new AwsError(
        'InvalidBucketName',
        'The specified bucket is not valid.',
        400,
      );
    }
    const bucket: Bucket = {
      encryption: 'AES256',
      ...options,
      createdAt: this.#clock.now().toISOString(),
      tags: {},
    };
    this.#buckets.put(bucket.name, bucket);
    return bucket;
  }

  saveBucket(bucket: Bucket): void {
    this.#buckets.put(bucket.name, bucket);
  }

  /** Deletes an empty bucket. */
  deleteBucket(name: string): void {
    if (this.list(name).length > 0) {
      throw new AwsError(
        'BucketNotEmpty',
        'The bucket you tried to delete is not empty',
        409,
      );
    }
    this.#buckets.delete(name);
  }

  /** All objects of a bucket, by key. */
  list(bucket: string, prefix = ''): StoredObject[] {
    return this.#objects
      .values()
      .filter(item => item.bucket === bucket && item.key.startsWith(prefix))
      .sort((left, right) => (left.key < right.key ? -1 : 1));
  }

  object(bucket: string, key: string): StoredObject | undefined {
    return this.#objects.get(`${bucket}/${key}`);
  }

  read(object: StoredObject): Buffer {
    return readFileSync(join(this.#folder, object.file));
  }

  put(
    bucket: string,
    key: string,
    body: Buffer,
    options: {
      contentType?: string;
      metadata?: Record<string, string>;
      etag?: string;
    } = {},
  ): StoredObject {
    const versioned = this.#buckets.get(bucket)?.versioning === 'Enabled';
    const before = this.object(bucket, key);
    const file = join(bucket, randomBytes(16).toString('hex'));
    mkdirSync(join(this.#folder, bucket), { recursive: true });
    writeFileSync(join(this.#folder, file), body);
    const object: StoredObject = {
      bucket,
      key,
      size: body.length,
      etag: options.etag ?? createHash('md5').update(body).digest('hex'),
      contentType: options.contentType ?? 'binary/octet-stream',
      modifiedAt: this.#clock.now().toISOString(),
      metadata: options.metadata ?? {},
      file,
      versionId: versioned ? randomBytes(24).toString('base64url') : undefined,
    };
    this.#objects.put(`${bucket}/${key}`, object);
    if (before) {
      this.#removeFile(before);
    }
    return object;
  }

  delete(bucket: string, key: string): void {
    const object = this.object(bucket, key);
    if (object) {
      this.#objects.delete(`${bucket}/${key}`);
      this.#removeFile(object);
    }
  }

  #removeFile(object: StoredObject): void {
    const file = join(this.#folder, object.file);
    if (existsSync(file)) {
      rmSync(file);
    }
  }
}

import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SandboxClock } from '../../clock';
import type { Collection, DocumentStore } from '../../documents';
import { AwsError } from '../protocols/AwsError';
import { defaultSettings, type Bucket, type BucketSettings } from './Bucket';
import type { StoredObject } from './StoredObject';

/** Buckets and the versions of their objects; bytes are kept in files below the data folder. */
export class S3Store {
  readonly #clock: SandboxClock;
  readonly #folder: string;
  readonly #buckets: Collection<Bucket>;
  readonly #versions: Collection<StoredObject>;
  /** By bucket and key, oldest first. */
  readonly #index = new Map<string, Map<string, StoredObject[]>>();

  constructor(parts: {
    clock: SandboxClock;
    documents: DocumentStore;
    dataDir: string;
  }) {
    this.#clock = parts.clock;
    this.#folder = join(parts.dataDir, 's3');
    this.#buckets = parts.documents.collection('aws.s3.buckets');
    this.#versions = parts.documents.collection('aws.s3.versions');
    for (const version of this.#versions.values()) {
      this.#of(version.bucket, version.key).push(version);
    }
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
    settings?: BucketSettings;
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
      );
    }
    const bucket: Bucket = {
      ...options,
      createdAt: this.#clock.now().toISOString(),
      settings: { ...defaultSettings, ...options.settings },
    };
    this.#buckets.put(bucket.name, bucket);
    return bucket;
  }

  saveBucket(bucket: Bucket): void {
    this.#buckets.put(bucket.name, bucket);
  }

  /** Deletes a bucket in which no version of anything is left. */
  deleteBucket(name: string): void {
    if (this.versions(name).length > 0) {
      throw new AwsError(
        'BucketNotEmpty',
        'The bucket you tried to delete is not empty',
        409,
      );
    }
    this.#buckets.delete(name);
    this.#index.delete(name);
  }

  /** The objects of a bucket that are there, by key. */
  list(bucket: string, prefix = ''): StoredObject[] {
    return [...(this.#index.get(bucket)?.values() ?? [])]
      .flatMap(versions => versions.at(-1) ?? [])
      .filter(item => !item.deleteMarker && item.key.startsWith(prefix))
      .sort((left, right) => (left.key < right.key ? -1 : 1));
  }

  /** All versions and delete markers of a bucket, by key, the newest of each first. */
  versions(bucket: string, prefix = ''): StoredObject[] {
    return [...(this.#index.get(bucket) ?? [])]
      .filter(([key]) => key.startsWith(prefix))
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .flatMap(([, versions]) => versions.toReversed());
  }

  /** The object as it is, or one of its versions; undefined where it is deleted. */
  object(
    bucket: string,
    key: string,
    versionId?: string,
  ): StoredObject | undefined {
    const versions = this.#of(bucket, key);
    const found = versionId
      ? versions.find(item => item.versionId === versionId)
      : versions.at(-1);
    return found?.deleteMarker ? undefined : found;
  }

  /** Whether it is what its key stands for now. */
  isLatest(object: StoredObject): boolean {
    return this.#of(object.bucket, object.key).at(-1) === object;
  }

  read(object: StoredObject): Buffer {
    return readFileSync(join(this.#folder, object.file));
  }

  /** Stores an object. Where the bucket keeps versions, the one before stays. */
  put(
    bucket: string,
    key: string,
    body: Buffer,
    options: {
      headers?: Record<string, string>;
      etag?: string;
    } = {},
  ): StoredObject {
    const file = join(bucket, randomBytes(16).toString('hex'));
    mkdirSync(join(this.#folder, bucket), { recursive: true });
    writeFileSync(join(this.#folder, file), body);
    return this.#add({
      bucket,
      key,
      size: body.length,
      etag: options.etag ?? createHash('md5').update(body).digest('hex'),
      headers: options.headers ?? {},
      file,
    });
  }

  /**
   * Deletes a version for good, or the object: where the bucket has ever kept versions, that leaves a delete marker in
   * its place.
   *
   * @returns the marker that was set, or the version that went
   */
  delete(
    bucket: string,
    key: string,
    versionId?: string,
  ): StoredObject | undefined {
    const status = this.#buckets.get(bucket)?.settings.versioning?.Status;
    if (status && !versionId) {
      return this.#add({
        bucket,
        key,
        size: 0,
        etag: '',
        headers: {},
        file: '',
        deleteMarker: true,
      });
    }
    const gone = this.#of(bucket, key).find(
      item => item.versionId === (versionId ?? 'null'),
    );
    if (gone) {
      this.#remove(gone);
    }
    return gone;
  }

  #add(object: Omit<StoredObject, 'versionId' | 'modifiedAt'>): StoredObject {
    const { bucket, key } = object;
    const versioned =
      this.#buckets.get(bucket)?.settings.versioning?.Status === 'Enabled';
    const stored: StoredObject = {
      ...object,
      modifiedAt: this.#clock.now().toISOString(),
      versionId: versioned ? randomBytes(24).toString('base64url') : 'null',
    };
    const before = this.#of(bucket, key).find(
      item => item.versionId === stored.versionId,
    );
    if (before) {
      this.#remove(before);
    }
    this.#of(bucket, key).push(stored);
    this.#versions.put(idOf(stored), stored);
    return stored;
  }

  #remove(object: StoredObject): void {
    const left = this.#of(object.bucket, object.key).filter(
      item => item !== object,
    );
    this.#index.get(object.bucket)?.set(object.key, left);
    this.#versions.delete(idOf(object));
    if (object.file) {
      rmSync(join(this.#folder, object.file), { force: true });
    }
  }

  #of(bucket: string, key: string): StoredObject[] {
    const keys = this.#index.get(bucket) ?? new Map<string, StoredObject[]>();
    this.#index.set(bucket, keys);
    const versions = keys.get(key) ?? [];
    keys.set(key, versions);
    return versions;
  }
}

function idOf(object: StoredObject): string {
  return `${object.bucket}/${object.key}/${object.versionId}`;
}

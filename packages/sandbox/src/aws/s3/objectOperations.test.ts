import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { clientOptions } from '../testing/clientOptions';
import { startTestAws, type TestAws } from '../testing/startTestAws';

const Bucket = 'acme-objects';

describe('Objects', () => {
  let aws: TestAws;
  let s3: S3Client;

  beforeEach(async () => {
    aws = await startTestAws();
    s3 = new S3Client(clientOptions(aws.url));
    await s3.send(new CreateBucketCommand({ Bucket }));
  });
  afterEach(async () => {
    s3.destroy();
    await aws.close();
  });

  const put = (Key: string, Body: string) =>
    s3.send(new PutObjectCommand({ Bucket, Key, Body }));
  const setVersioning = (Status: 'Enabled' | 'Suspended') =>
    s3.send(
      new PutBucketVersioningCommand({
        Bucket,
        VersioningConfiguration: { Status },
      }),
    );
  const read = async (Key: string, VersionId?: string) => {
    const { Body } = await s3.send(
      new GetObjectCommand({ Bucket, Key, VersionId }),
    );
    return Body?.transformToString();
  };

  it('keep their versions, and leave a marker when they are deleted', async () => {
    await put('a', 'before');
    await setVersioning('Enabled');
    const { VersionId: first } = await put('a', 'first');
    const { VersionId: second } = await put('a', 'second');
    expect(await read('a')).toBe('second');
    expect(await read('a', first)).toBe('first');
    expect(await read('a', 'null')).toBe('before');
    const { DeleteMarker, VersionId: marker } = await s3.send(
      new DeleteObjectCommand({ Bucket, Key: 'a' }),
    );
    expect(DeleteMarker).toBe(true);
    await expect(read('a')).rejects.toMatchObject({ name: 'NoSuchKey' });
    aws = await aws.restart();
    s3 = new S3Client(clientOptions(aws.url));
    const listed = await s3.send(new ListObjectVersionsCommand({ Bucket }));
    expect(
      listed.Versions?.map(item => [item.VersionId, item.IsLatest]),
    ).toEqual([
      [second, false],
      [first, false],
      ['null', false],
    ]);
    expect(listed.DeleteMarkers).toMatchObject([
      { Key: 'a', VersionId: marker, IsLatest: true },
    ]);
    // A bucket with old versions is not empty.
    await expect(
      s3.send(new DeleteBucketCommand({ Bucket })),
    ).rejects.toMatchObject({ name: 'BucketNotEmpty' });
    await s3.send(
      new DeleteObjectCommand({ Bucket, Key: 'a', VersionId: marker }),
    );
    expect(await read('a')).toBe('second');
    const Objects = [second, first, 'null'].map(VersionId => ({
      Key: 'a',
      VersionId,
    }));
    const { Deleted } = await s3.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects } }),
    );
    expect(Deleted).toEqual(Objects);
    await s3.send(new DeleteBucketCommand({ Bucket }));
  });

  it('lose what is no version where versioning is suspended', async () => {
    await setVersioning('Enabled');
    const { VersionId } = await put('a', 'kept');
    await setVersioning('Suspended');
    await put('a', 'one');
    await put('a', 'two');
    const listed = await s3.send(new ListObjectVersionsCommand({ Bucket }));
    expect(listed.Versions?.map(item => item.VersionId)).toEqual([
      'null',
      VersionId,
    ]);
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
    await expect(read('a', 'null')).rejects.toMatchObject({
      name: 'NoSuchVersion',
    });
    expect(await read('a', VersionId)).toBe('kept');
  });

  it('come back with the headers they were stored with, also as a copy', async () => {
    const headers = {
      CacheControl: 'max-age=60',
      ContentDisposition: 'attachment',
      ContentEncoding: 'gzip',
      ContentType: 'text/plain',
      Metadata: { owner: 'platform' },
    };
    await s3.send(
      new PutObjectCommand({ Bucket, Key: 'a', Body: 'abcdef', ...headers }),
    );
    await s3.send(
      new CopyObjectCommand({ Bucket, Key: 'b', CopySource: `${Bucket}/a` }),
    );
    for (const Key of ['a', 'b']) {
      await expect(
        s3.send(new GetObjectCommand({ Bucket, Key })),
      ).resolves.toMatchObject(headers);
    }
    await s3.send(
      new CopyObjectCommand({
        Bucket,
        Key: 'c',
        CopySource: `${Bucket}/a`,
        MetadataDirective: 'REPLACE',
        ContentType: 'text/html',
      }),
    );
    const replaced = await s3.send(new GetObjectCommand({ Bucket, Key: 'c' }));
    expect(replaced).toMatchObject({ ContentType: 'text/html', Metadata: {} });
    for (const [Range, text] of [
      ['bytes=1-2', 'bc'],
      ['bytes=4-', 'ef'],
      ['bytes=-2', 'ef'],
    ]) {
      const { Body } = await s3.send(
        new GetObjectCommand({ Bucket, Key: 'a', Range }),
      );
      expect(await Body?.transformToString()).toBe(text);
    }
    await expect(
      s3.send(new GetObjectCommand({ Bucket, Key: 'a', Range: 'bytes=9-' })),
    ).rejects.toMatchObject({ name: 'InvalidRange' });
  });

  it('are listed with the folders they would be in, pages fitting together', async () => {
    for (const key of ['a/1', 'a/2', 'b', 'c/1', 'd']) {
      await put(key, key);
    }
    const lines: (string | undefined)[] = [];
    let ContinuationToken: string | undefined;
    do {
      const next = await s3.send(
        new ListObjectsV2Command({
          Bucket,
          Delimiter: '/',
          MaxKeys: 2,
          ContinuationToken,
        }),
      );
      const { Contents = [], CommonPrefixes = [] } = next;
      expect(next.KeyCount).toBe(Contents.length + CommonPrefixes.length);
      lines.push(
        ...CommonPrefixes.map(item => item.Prefix),
        ...Contents.map(item => item.Key),
      );
      ContinuationToken = next.NextContinuationToken;
    } while (ContinuationToken);
    expect(lines).toEqual(['a/', 'b', 'c/', 'd']);
    const old = await s3.send(
      new ListObjectsCommand({ Bucket, Delimiter: '/', MaxKeys: 3 }),
    );
    expect(old).toMatchObject({ IsTruncated: true, NextMarker: 'c/' });
    const versions = await s3.send(
      new ListObjectVersionsCommand({ Bucket, KeyMarker: 'b', MaxKeys: 1 }),
    );
    expect(versions).toMatchObject({
      IsTruncated: true,
      NextKeyMarker: 'c/1',
      Versions: [{ Key: 'c/1' }],
    });
    const rest = await s3.send(
      new ListObjectVersionsCommand({
        Bucket,
        KeyMarker: versions.NextKeyMarker,
        VersionIdMarker: versions.NextVersionIdMarker,
      }),
    );
    expect(rest.Versions?.map(item => item.Key)).toEqual(['d']);
  });
});

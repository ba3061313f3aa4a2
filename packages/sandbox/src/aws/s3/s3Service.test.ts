import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  GetBucketLocationCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3';
import { clientOptions, type Place } from '../testing/clientOptions';
import { collect } from '../testing/collect';
import { startTestAws, type TestAws } from '../testing/startTestAws';

describe('S3', () => {
  let aws: TestAws;
  const client = (place: Place = {}) => clientOptions(aws.url, place);

  beforeEach(async () => {
    aws = await startTestAws({ pageSize: 3 });
  });
  afterEach(async () => {
    await aws.close();
  });

  it('stores and reads objects', async () => {
    const s3 = new S3Client(client({ region: 'eu-west-1' }));
    const Bucket = 'acme-artifacts';
    await s3.send(new CreateBucketCommand({ Bucket }));
    const { LocationConstraint } = await s3.send(
      new GetBucketLocationCommand({ Bucket }),
    );
    expect(LocationConstraint).toBe('eu-west-1');
    for (const Key of ['a b/ü.txt', 'a b/2', 'c']) {
      await s3.send(new PutObjectCommand({ Bucket, Key, Body: `of ${Key}` }));
    }
    const object = await s3.send(
      new GetObjectCommand({ Bucket, Key: 'a b/ü.txt' }),
    );
    expect(await object.Body?.transformToString()).toBe('of a b/ü.txt');
    const upload = await s3.send(
      new CreateMultipartUploadCommand({ Bucket, Key: 'big' }),
    );
    const parts = [];
    for (const PartNumber of [1, 2]) {
      const part = await s3.send(
        new UploadPartCommand({
          Bucket,
          Key: 'big',
          UploadId: upload.UploadId,
          PartNumber,
          Body: Buffer.alloc(1000, String(PartNumber)),
        }),
      );
      parts.push({ PartNumber, ETag: part.ETag });
    }
    await s3.send(
      new CompleteMultipartUploadCommand({
        Bucket,
        Key: 'big',
        UploadId: upload.UploadId,
        MultipartUpload: { Parts: parts },
      }),
    );
    await expect(
      s3.send(new HeadObjectCommand({ Bucket, Key: 'big' })),
    ).resolves.toMatchObject({ ContentLength: 2000 });
    const listed = await collect(
      paginateListObjectsV2({ client: s3, pageSize: 3 }, { Bucket }),
      page => page.Contents,
    );
    expect(listed).toMatchObject({ pages: 2 });
    const Objects = listed.items.map(({ Key }) => ({ Key }));
    expect(Objects.map(({ Key }) => Key)).toEqual([
      'a b/2',
      'a b/ü.txt',
      'big',
      'c',
    ]);
    await expect(
      s3.send(new DeleteBucketCommand({ Bucket })),
    ).rejects.toMatchObject({ name: 'BucketNotEmpty' });
    await expect(
      s3.send(new HeadObjectCommand({ Bucket, Key: 'none' })),
    ).rejects.toMatchObject({ name: 'NotFound' });
    await expect(
      new S3Client(client({ account: '444455556666' })).send(
        new GetObjectCommand({ Bucket, Key: 'c' }),
      ),
    ).rejects.toMatchObject({ name: 'AccessDenied' });
    await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    await s3.send(new DeleteBucketCommand({ Bucket }));
  });
});

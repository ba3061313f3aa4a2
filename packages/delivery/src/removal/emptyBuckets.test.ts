import {
  DeleteObjectsCommand,
  ListObjectVersionsCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { bucketsThatGo, emptyBuckets } from './emptyBuckets';

const s3 = mockClient(S3Client);
beforeEach(() => s3.reset());

const empty = (...buckets: string[]) =>
  emptyBuckets({
    buckets,
    region: 'us-east-1',
    credentials: { accessKeyId: '', secretAccessKey: '', sessionToken: '' },
  });

describe('emptyBuckets', () => {
  it('deletes versions and delete markers until there are none', async () => {
    s3.on(ListObjectVersionsCommand)
      .resolvesOnce({
        Versions: [{ Key: 'a', VersionId: '1' }],
        DeleteMarkers: [{ Key: 'a', VersionId: '2' }],
      })
      .resolvesOnce({ Versions: [{ Key: 'b', VersionId: 'null' }] })
      .resolves({});
    s3.on(DeleteObjectsCommand).resolves({});
    expect(await empty('claims-data')).toEqual([]);
    expect(
      s3
        .commandCalls(DeleteObjectsCommand)
        .map(({ args: [{ input }] }) => input.Delete?.Objects),
    ).toEqual([
      [
        { Key: 'a', VersionId: '1' },
        { Key: 'a', VersionId: '2' },
      ],
      [{ Key: 'b', VersionId: 'null' }],
    ]);
  });

  it('says which bucket it could not empty, and goes on with the others', async () => {
    const gone = Object.assign(new Error('gone'), { name: 'NoSuchBucket' });
    s3.on(ListObjectVersionsCommand, { Bucket: 'gone' }).rejects(gone);
    s3.on(ListObjectVersionsCommand, { Bucket: 'closed' }).rejects(
      new Error('Access Denied'),
    );
    s3.on(ListObjectVersionsCommand, { Bucket: 'locked' }).resolves({
      Versions: [{ Key: 'a', VersionId: '1' }],
    });
    s3.on(DeleteObjectsCommand).resolves({
      Errors: [{ Key: 'a', Code: 'AccessDenied' }],
    });
    expect(await empty('gone', 'closed', 'locked')).toEqual([
      'closed could not be emptied: Access Denied',
      'locked could not be emptied: a: AccessDenied',
    ]);
  });
});

describe('bucketsThatGo', () => {
  it('are those of the template that are not kept, by name', () => {
    const bucket = (BucketName: unknown, DeletionPolicy?: string) => ({
      Type: 'AWS::S3::Bucket',
      Properties: { BucketName },
      DeletionPolicy,
    });
    expect(
      bucketsThatGo({
        Resources: {
          Goes: bucket('goes', 'Delete'),
          Usual: bucket('usual'),
          Kept: bucket('kept', 'Retain'),
          KeptOnceMade: bucket('kept-once-made', 'RetainExceptOnCreate'),
          Named: bucket({ Ref: 'Name' }, 'Delete'),
          Topic: { Type: 'AWS::SNS::Topic' },
        },
      }),
    ).toEqual(['goes', 'usual']);
    expect(bucketsThatGo({})).toEqual([]);
  });
});

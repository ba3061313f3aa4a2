import { AwsError } from '../protocols/AwsError';
import type { Operations } from '../service/AwsService';
import { namedBucket } from './namedBucket';
import { readDocument, s3Document } from './s3Document';
import type { S3Store } from './S3Store';

/** Buckets themselves: make, look, delete. */
export function bucketOperations(s3: S3Store): Operations {
  return {
    ListBuckets: ({ account }) =>
      s3Document('ListAllMyBucketsResult', {
        Owner: { ID: account },
        Buckets: {
          Bucket: s3.buckets(account).map(bucket => ({
            Name: bucket.name,
            CreationDate: bucket.createdAt,
            BucketRegion: bucket.region,
          })),
        },
      }),
    CreateBucket: (call, input) => {
      const name = input.text('BucketName');
      const { LocationConstraint, ...more } = readDocument(
        'CreateBucketConfiguration',
        call.body,
      );
      input.raw('content-type');
      input.end();
      const [strange] = Object.keys(more).filter(item => item !== '#text');
      if (strange) {
        throw new AwsError(
          'NotImplemented',
          `The sandbox does not implement ${strange} of CreateBucket`,
        );
      }
      const region = LocationConstraint ?? 'us-east-1';
      if (region !== call.region && call.region !== 'us-east-1') {
        throw new AwsError(
          'IllegalLocationConstraintException',
          `The ${region} location constraint is incompatible for the region specific endpoint this request was sent to.`,
        );
      }
      s3.createBucket({ name, account: call.account, region: String(region) });
      return { status: 200, headers: { location: `/${name}` } };
    },
    HeadBucket: (call, input) => ({
      status: 200,
      headers: { 'x-amz-bucket-region': namedBucket(s3, call, input).region },
    }),
    GetBucketLocation: (call, input) => {
      const { region } = namedBucket(s3, call, input);
      return s3Document('LocationConstraint', {
        '#text': region === 'us-east-1' ? '' : region,
      });
    },
    DeleteBucket: (call, input) => {
      const { name } = namedBucket(s3, call, input);
      input.end();
      s3.deleteBucket(name);
      return { status: 204 };
    },
  };
}

import type { AwsContext } from '../AwsContext';
import type { AwsService } from '../service/AwsService';
import { bucketOperations } from './bucketOperations';
import { bucketSettingOperations } from './bucketSettingOperations';
import { listOperations } from './listOperations';
import { multipartOperations } from './multipartOperations';
import { objectOperations } from './objectOperations';
import { permissionFor } from './permissionFor';
import { s3Protocol } from './s3Protocol';

/** S3, as publishing of assets and templates needs it. Buckets stand in the path. */
export function s3Service({ s3 }: Pick<AwsContext, 's3'>): AwsService {
  return {
    signingName: 's3',
    protocol: s3Protocol,
    invalidParameter: 'InvalidArgument',
    notImplemented: 'NotImplemented',
    permission: call => permissionFor(call, s3),
    operations: {
      ...bucketOperations(s3),
      ...bucketSettingOperations(s3),
      ...listOperations(s3),
      ...objectOperations(s3),
      ...multipartOperations(s3),
    },
  };
}

import {
  BlueprintStack,
  bucketName,
  type UnitStackProps,
} from '@plinth/blueprints';
import {
  AccessLogBucket,
  EncryptedBucket,
  EncryptionKey,
} from '@plinth/blueprints/constructs';
import type { Construct } from 'constructs';
import type { ArchiveParameters } from './schema';

/** An encrypted bucket for files that are rarely read. */
export class Archive extends BlueprintStack<ArchiveParameters> {
  readonly files: EncryptedBucket;

  constructor(scope: Construct, id: string, props: UnitStackProps) {
    super(scope, id, props);
    const { unit, policy } = this;
    const { key } = new EncryptionKey(this, 'Key', {
      policy,
      alias: `plinth/${unit.name}`,
      description: `Encrypts the files of ${unit.name}`,
    });
    const accessLogs = new AccessLogBucket(this, 'AccessLogs', {
      policy,
      bucketName: bucketName(unit, 'logs'),
    });
    this.files = new EncryptedBucket(this, 'Files', {
      policy,
      key,
      bucketName: bucketName(unit, 'files'),
      accessLogs: accessLogs.bucket,
      objectVersionDays: this.parameters.retentionDays,
    });
    this.publish('FilesBucketName', this.files.bucket.bucketName, 'The files');
  }
}

import { fixed, Rule, Subject, used } from '../Subject';

/** Buckets by the GB assumed in each class. */
export const bucket: Rule = subject => {
  if (subject.value('LifecycleConfiguration') === undefined) {
    subject.hint(
      'a lifecycle to Standard-IA costs about half as much for what is seldom read',
    );
  }
  return [
    ...used(
      's3',
      'standard',
      subject.usage('s3StandardGb'),
      'Standard storage',
    ),
    ...used(
      's3',
      'standard-ia',
      subject.usage('s3InfrequentGb'),
      'Standard-IA storage',
    ),
    ...used(
      's3',
      'glacier-flexible',
      subject.usage('s3GlacierGb'),
      'Glacier Flexible Retrieval storage',
    ),
    ...requests(subject),
  ];
};

/** EFS file systems. */
export const fileSystem: Rule = subject => {
  const throughput = subject.number(0, 'ProvisionedThroughputInMibps');
  return [
    ...used('efs', 'standard', subject.usage('filesGb'), 'Files stored'),
    ...(subject.text('bursting', 'ThroughputMode') === 'provisioned'
      ? [
          fixed(
            'efs',
            'provisioned-throughput',
            throughput,
            `${throughput} MiB/s of provisioned throughput`,
          ),
        ]
      : []),
  ];
};

/** Backup vaults. */
export const backupVault: Rule = subject =>
  used('backup', 'storage', subject.usage('vaultGb'), 'Backups stored');

function requests(subject: Subject) {
  return [
    ...used('s3', 'put', subject.usage('s3PutThousands'), 'PUT requests'),
    ...used('s3', 'get', subject.usage('s3GetThousands'), 'GET requests'),
  ];
}

import { sampleUnits } from './samples';
import type { Unit } from './schema';
import { synthesizeOnce } from './testing/synthesized';

/** The longest names that services accept where CloudFormation's schemas do not say so. */
const LONGEST: Readonly<
  Record<string, readonly [property: string, max: number]>
> = {
  'AWS::Backup::BackupVault': ['BackupVaultName', 50],
  'AWS::DocDB::DBCluster': ['DBClusterIdentifier', 63],
  'AWS::DocDB::DBInstance': ['DBInstanceIdentifier', 63],
  'AWS::ElastiCache::ReplicationGroup': ['ReplicationGroupId', 40],
  'AWS::ElastiCache::User': ['UserId', 40],
  'AWS::ElastiCache::UserGroup': ['UserGroupId', 40],
  'AWS::IAM::Role': ['RoleName', 64],
  'AWS::KinesisFirehose::DeliveryStream': ['DeliveryStreamName', 64],
  'AWS::Logs::DeliveryDestination': ['Name', 60],
  'AWS::Logs::DeliverySource': ['Name', 60],
  'AWS::OSIS::Pipeline': ['PipelineName', 28],
  'AWS::OpenSearchService::Domain': ['DomainName', 28],
  'AWS::RDS::DBInstance': ['DBInstanceIdentifier', 63],
  'AWS::Route53Resolver::FirewallDomainList': ['Name', 64],
  'AWS::S3::Bucket': ['BucketName', 63],
  'AWS::XRay::Group': ['GroupName', 32],
};

const stacksOf = synthesizeOnce({ validation: true });

describe('a unit whose name has the 40 characters that are allowed', () => {
  const samples = sampleUnits()
    .filter(
      ({ stage, unit }) => stage === 'production' || unit.stage === 'shared',
    )
    .map(({ id, unit }): [string, Unit] => [
      id,
      { ...unit, name: 'a-name-of-forty-characters-ends-with-a-z' },
    ]);

  it.each(samples)('fits into the names of services: %s', (_, unit) => {
    const tooLong = stacksOf(unit)
      .flatMap(({ template }) => Object.values(template.Resources ?? {}))
      .flatMap(({ Type, Properties }) => {
        const [property, max] = LONGEST[Type] ?? [];
        const name = property && Properties?.[property];
        return typeof name === 'string' && name.length > (max ?? Infinity)
          ? [`${Type} ${name}`]
          : [];
      });
    expect(tooLong).toEqual([]);
  });

  it('knows names that are close to their limit', () => {
    // Would the table miss its types, the test above could not fail.
    const types = new Set(
      samples.flatMap(([, unit]) =>
        stacksOf(unit).flatMap(({ template }) =>
          Object.values(template.Resources ?? {}).map(({ Type }) => Type),
        ),
      ),
    );
    expect(Object.keys(LONGEST).filter(type => !types.has(type))).toEqual([]);
  });
});

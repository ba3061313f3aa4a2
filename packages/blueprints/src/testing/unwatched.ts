import type { Template } from '../synthesizeUnit';

/** What serves or keeps data and can be gone while its stack stays, with the property that names it in its metrics. */
const MISSED: Readonly<Record<string, string>> = {
  'AWS::DocDB::DBCluster': 'DBClusterIdentifier',
  'AWS::EC2::Instance': 'InstanceId',
  'AWS::EC2::VPNConnection': 'VpnConnectionId',
  'AWS::ECS::Service': 'ServiceName',
  'AWS::ElastiCache::ReplicationGroup': 'ReplicationGroupId',
  'AWS::OpenSearchService::Domain': 'DomainName',
  'AWS::RDS::DBInstance': 'DBInstanceIdentifier',
};

/**
 * Resources whose end no alarm of the template tells, as `id: type`. CloudWatch has no values of what is stopped or gone, so
 * that only an alarm rises that takes missing values for a breach.
 *
 * Not asked for: what AWS alone can take away (buckets, keys, zones, queues, distributions), members of a cluster, whose
 * alarms are those of the cluster, and load balancers and their targets, since what stands behind them is asked for.
 */
export function resourcesNobodyMisses({ Resources = {} }: Template): string[] {
  const watched = Object.values(Resources)
    .filter(
      ({ Type, Properties }) =>
        Type === 'AWS::CloudWatch::Alarm' &&
        Properties?.TreatMissingData === 'breaching',
    )
    .flatMap(({ Properties }) =>
      ((Properties?.Dimensions ?? []) as { Value: unknown }[]).map(
        ({ Value }) => JSON.stringify(Value),
      ),
    );
  return Object.entries(Resources)
    .filter(([id, { Type, Properties }]) => {
      const name = MISSED[Type] && Properties?.[MISSED[Type]];
      return (
        Type in MISSED &&
        !watched.some(
          value =>
            value.includes(JSON.stringify({ Ref: id })) ||
            value === JSON.stringify({ 'Fn::GetAtt': [id, 'Name'] }) ||
            // Nodes of a cache are named after their group.
            (typeof name === 'string' &&
              (value === JSON.stringify(name) ||
                value.startsWith(`"${name}-`))),
        )
      );
    })
    .map(([id, { Type }]) => `${id}: ${Type}`);
}

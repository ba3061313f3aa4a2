import type { Template } from './synthesizeUnit';

/** Types whose replacement or deletion loses data, or a name or identity that others hold. */
export const STATEFUL_TYPES: ReadonlySet<string> = new Set([
  'AWS::Backup::BackupVault',
  'AWS::CloudTrail::Trail',
  'AWS::DocDB::DBCluster',
  'AWS::DynamoDB::Table',
  'AWS::EC2::EIP',
  'AWS::EC2::Instance',
  'AWS::EC2::Subnet',
  'AWS::EC2::TransitGateway',
  'AWS::EC2::VPC',
  'AWS::EC2::Volume',
  'AWS::ECR::Repository',
  'AWS::ElastiCache::ReplicationGroup',
  'AWS::IAM::OIDCProvider',
  'AWS::KMS::Key',
  'AWS::Logs::LogGroup',
  'AWS::OpenSearchService::Domain',
  'AWS::APS::Workspace',
  'AWS::RDS::DBCluster',
  'AWS::RDS::DBInstance',
  'AWS::Route53::HostedZone',
  'AWS::S3::Bucket',
  'AWS::SNS::Topic',
  'AWS::SecretsManager::Secret',
]);

/** Logical ID and type of everything stateful in a template, sorted: a change here replaces or deletes data. */
export function statefulResources(template: Template): Record<string, string> {
  return Object.fromEntries(
    Object.entries(template.Resources ?? {})
      .filter(([, { Type }]) => STATEFUL_TYPES.has(Type))
      .map(([id, { Type }]) => [id, Type] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

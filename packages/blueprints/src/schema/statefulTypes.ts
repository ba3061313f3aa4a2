/** Types whose replacement or removal loses data, or an address or key that cannot be brought back. */
export const DATA_TYPES: ReadonlySet<string> = new Set([
  'AWS::APS::Workspace',
  'AWS::Backup::BackupVault',
  'AWS::DocDB::DBCluster',
  'AWS::DynamoDB::GlobalTable',
  'AWS::DynamoDB::Table',
  'AWS::EC2::EIP',
  'AWS::EC2::Instance',
  'AWS::EC2::VPC',
  'AWS::EC2::Volume',
  'AWS::ECR::Repository',
  'AWS::EFS::FileSystem',
  'AWS::ElastiCache::ReplicationGroup',
  'AWS::KMS::Key',
  'AWS::Logs::LogGroup',
  'AWS::OpenSearchService::Domain',
  'AWS::Organizations::Account',
  'AWS::RDS::DBCluster',
  'AWS::RDS::DBInstance',
  'AWS::Route53::HostedZone',
  'AWS::S3::Bucket',
  'AWS::SecretsManager::Secret',
]);

/** Types that hold no data, but a name or identity by which others know them. */
export const IDENTITY_TYPES: ReadonlySet<string> = new Set([
  'AWS::CloudTrail::Trail',
  'AWS::EC2::Subnet',
  'AWS::EC2::TransitGateway',
  'AWS::IAM::OIDCProvider',
  'AWS::SNS::Topic',
]);

/**
 * What CloudTrail calls the services whose resources the blueprints make, by the second part of a resource type. CloudTrail's
 * `eventSource` is this before `.amazonaws.com`.
 */
const SERVICES: Readonly<Record<string, string>> = {
  APS: 'aps',
  ApplicationAutoScaling: 'autoscaling',
  AutoScaling: 'autoscaling',
  Backup: 'backup',
  Budgets: 'budgets',
  CertificateManager: 'acm',
  CloudFront: 'cloudfront',
  CloudTrail: 'cloudtrail',
  CloudWatch: 'monitoring',
  Config: 'config',
  DocDB: 'rds',
  DynamoDB: 'dynamodb',
  EC2: 'ec2',
  ECR: 'ecr',
  ECS: 'ecs',
  EFS: 'elasticfilesystem',
  ElastiCache: 'elasticache',
  ElasticLoadBalancingV2: 'elasticloadbalancing',
  Events: 'events',
  Grafana: 'grafana',
  GuardDuty: 'guardduty',
  IAM: 'iam',
  KMS: 'kms',
  KinesisFirehose: 'firehose',
  Lambda: 'lambda',
  Logs: 'logs',
  NetworkFirewall: 'network-firewall',
  OSIS: 'osis',
  OpenSearchService: 'es',
  Organizations: 'organizations',
  RAM: 'ram',
  RDS: 'rds',
  Redshift: 'redshift',
  Route53: 'route53',
  Route53Resolver: 'route53resolver',
  S3: 's3',
  SNS: 'sns',
  SQS: 'sqs',
  SSM: 'ssm',
  SSO: 'sso',
  SecretsManager: 'secretsmanager',
  ServiceDiscovery: 'servicediscovery',
  Shield: 'shield',
  WAFv2: 'wafv2',
  XRay: 'xray',
};

/** Services that CloudTrail logs in one region of a partition, wherever their resources were made from. */
const GLOBAL = new Set([
  'budgets',
  'cloudfront',
  'iam',
  'organizations',
  'route53',
  'shield',
]);

/** The service of a resource type; undefined for one of which calls may come from anywhere. */
export function serviceOfType(resourceType: string): string | undefined {
  return SERVICES[resourceType.split('::')[1]];
}

/** The service that a call was made to. */
export function serviceOfSource(eventSource: string): string {
  return eventSource.split('.')[0];
}

/** The service that an ARN names. */
export function serviceOfArn(service: string): string {
  return service === 'cloudwatch' ? 'monitoring' : service;
}

/** Whether calls on resources of a type are logged in the partition's global region. */
export function isGlobalType(resourceType: string): boolean {
  return GLOBAL.has(serviceOfType(resourceType) ?? '');
}

/** The regions whose logs tell of edits to stacks in some regions: their own, and those of global services. */
export function trailRegionsOf(regions: readonly string[]): string[] {
  return [
    ...new Set(regions.flatMap(region => [region, globalRegionOf(region)])),
  ];
}

/** The region in which CloudTrail logs calls to global services: IAM, CloudFront, Route 53, Organizations and their like. */
export function globalRegionOf(region: string): string {
  if (region.startsWith('cn-')) {
    return 'cn-north-1';
  }
  return region.startsWith('us-gov-') ? 'us-gov-west-1' : 'us-east-1';
}

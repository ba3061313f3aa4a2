import type { Stack } from 'aws-cdk-lib/core';
import type { Grant } from '../../constructs/role/LeastPrivilegeRole';
import type { PlatformRegion } from './PlatformRegion';

/** What every task of the platform may do in its region; databases add theirs. */
export function taskGrants(
  stack: Stack,
  {
    path,
    region,
  }: {
    path: string;
    region: Pick<PlatformRegion, 'data' | 'key' | 'cache' | 'metrics'>;
  },
): Grant[] {
  const { bucket } = region.data;
  const arn = (service: string, resource: string) =>
    `arn:${stack.partition}:${service}:${stack.region}:${stack.account}:${resource}`;
  return [
    {
      sid: 'Objects',
      actions: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
      resources: [bucket.arnForObjects('*')],
      wildcard: "Every object of the one bucket that is the tasks' own.",
    },
    {
      sid: 'NotOfTenants',
      deny: true,
      actions: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
      resources: [bucket.arnForObjects('tenants/*')],
    },
    {
      sid: 'ListObjects',
      actions: ['s3:ListBucket'],
      resources: [bucket.bucketArn],
    },
    {
      sid: 'Key',
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources: [region.key.key.keyArn],
    },
    {
      sid: 'Configuration',
      actions: [
        'ssm:GetParameter',
        'ssm:GetParameters',
        'ssm:GetParametersByPath',
      ],
      resources: [arn('ssm', `parameter${path}/*`)],
      wildcard: 'Every configuration value below the path of this platform.',
    },
    {
      sid: 'Cache',
      actions: ['elasticache:Connect'],
      resources: [
        arn('elasticache', `replicationgroup:${region.cache.group.ref}`),
        arn('elasticache', `user:${region.cache.user.ref}`),
      ],
    },
    ...region.metrics.grants(),
    {
      sid: 'Traces',
      actions: [
        'xray:PutTraceSegments',
        'xray:PutTelemetryRecords',
        'xray:GetSamplingRules',
        'xray:GetSamplingTargets',
      ],
      resources: ['*'],
      wildcard: 'X-Ray accepts no resource for these actions.',
    },
  ];
}

import type { Grant } from '../../constructs/role/LeastPrivilegeRole';
import type { ApplicationEnvironment } from './ApplicationEnvironment';

/** What workloads of an environment may do: use its objects and database, read its configuration, log and trace. */
export function workloadGrants(
  environment: Omit<ApplicationEnvironment, 'workloadRole'>,
): Grant[] {
  const { unit } = environment;
  return [
    {
      sid: 'Objects',
      actions: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
      resources: [environment.data.bucket.arnForObjects('application/*')],
      wildcard: 'Every object of the application, and none of its tenants.',
    },
    {
      sid: 'ListObjects',
      actions: ['s3:ListBucket'],
      resources: [environment.data.bucket.bucketArn],
      conditions: { StringLike: { 's3:prefix': 'application/*' } },
    },
    {
      sid: 'DatabasePassword',
      actions: ['secretsmanager:GetSecretValue'],
      resources: [environment.database.secretArn],
    },
    {
      sid: 'Key',
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources: [environment.key.key.keyArn],
    },
    {
      sid: 'Logs',
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [environment.logs.logGroup.logGroupArn],
    },
    {
      sid: 'Configuration',
      actions: [
        'ssm:GetParameter',
        'ssm:GetParameters',
        'ssm:GetParametersByPath',
      ],
      resources: [
        environment.formatArn({
          service: 'ssm',
          resource: 'parameter',
          resourceName: `plinth/${unit.name}/*`,
        }),
      ],
      wildcard: 'Every configuration value below the path of this environment.',
    },
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

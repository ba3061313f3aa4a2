import type { Grant } from '../../constructs/role/LeastPrivilegeRole';
import type { SingleHost } from './SingleHost';

/** What the host may do: its own buckets, secrets and configuration, and Session Manager (PMO-2). */
export function hostGrants(
  host: Omit<SingleHost, 'hostRole' | 'host' | 'balancer'>,
): Grant[] {
  const { attachments, code, legacy } = host.buckets;
  const secrets = [host.database?.secretArn, host.cache?.secretArn].filter(
    arn => arn !== undefined,
  );
  return [
    {
      sid: 'Objects',
      actions: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
      resources: [
        attachments.bucket.arnForObjects('*'),
        legacy.bucket.arnForObjects('*'),
      ],
      wildcard: 'Every object of exactly these two buckets of the unit.',
    },
    {
      sid: 'Artifacts',
      actions: ['s3:GetObject'],
      resources: [code.bucket.arnForObjects('*')],
      wildcard: 'Every artifact of exactly this bucket, to read.',
    },
    {
      sid: 'List',
      actions: ['s3:ListBucket'],
      resources: Object.values(host.buckets).map(
        ({ bucket }) => bucket.bucketArn,
      ),
    },
    {
      sid: 'Key',
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources: [host.key.key.keyArn],
    },
    ...(secrets.length > 0
      ? [
          {
            sid: 'Secrets',
            actions: ['secretsmanager:GetSecretValue'],
            resources: secrets,
          },
        ]
      : []),
    {
      sid: 'Configuration',
      actions: [
        'ssm:GetParameter',
        'ssm:GetParameters',
        'ssm:GetParametersByPath',
      ],
      resources: [
        host.formatArn({
          service: 'ssm',
          resource: 'parameter',
          resourceName: `plinth/${host.unit.name}/*`,
        }),
      ],
      wildcard: 'Every configuration value below the path of this unit.',
    },
    {
      sid: 'SessionManager',
      actions: [
        'ssm:UpdateInstanceInformation',
        'ssmmessages:CreateControlChannel',
        'ssmmessages:CreateDataChannel',
        'ssmmessages:OpenControlChannel',
        'ssmmessages:OpenDataChannel',
      ],
      resources: ['*'],
      wildcard:
        'The channels of Session Manager accept no resource for these actions.',
    },
  ];
}

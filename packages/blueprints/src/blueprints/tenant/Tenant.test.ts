import { Match } from 'aws-cdk-lib/assertions';
import {
  BlueprintRegistry,
  inspectUnits,
  tenantDeletionDate,
  tenantTransition,
  type Unit,
} from '../../schema';
import { synthesizeUnit } from '../../synthesizeUnit';
import { sampleUnit, synthesized } from '../../testing/synthesized';

const blueprints = new BlueprintRegistry();

const tenant = (parameters: Record<string, unknown> = {}) =>
  sampleUnit('tenant', 'production', { parameters });

describe('Tenant (PHS-14)', () => {
  it('has a bucket and a key of its own, and carries its name as a tag', () => {
    const template = synthesized(tenant());
    template.hasResourceProperties('AWS::S3::Bucket', {
      BucketName: 'sample-tenant-tenant-777788889999-us-east-1',
      Tags: Match.arrayWith([{ Key: 'plinth:tenant', Value: 'sample-tenant' }]),
    });
    template.hasResourceProperties('AWS::KMS::Key', {
      EnableKeyRotation: true,
    });
  });

  it('is reached by the workloads of its environment alone', () => {
    synthesized(tenant()).hasResourceProperties('AWS::IAM::Role', {
      Path: '/plinth/sample-application/',
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Action: 'sts:AssumeRole',
            Principal: {
              AWS: { 'Fn::ImportValue': 'sample-application-WorkloadRoleArn' },
            },
          },
        ],
        Version: '2012-10-17',
      },
    });
  });

  it('connects to the database as its own user, with tokens', () => {
    const text = JSON.stringify(synthesized(tenant()).toJSON());
    expect(text).toContain('rds-db:connect');
    expect(text).toContain('/tenant_sample_tenant');
    expect(text).not.toContain('AWS::SecretsManager::Secret');
  });

  it('makes a secret under its own key for clients that need a password', () => {
    synthesized(tenant({ databaseAccess: 'password' })).hasResourceProperties(
      'AWS::SecretsManager::Secret',
      {
        KmsKeyId: Match.anyValue(),
        GenerateSecretString: Match.objectLike({ PasswordLength: 40 }),
      },
    );
  });

  it('keeps a prefix tenant to its prefix, and makes it write under its own key', () => {
    const template = synthesized(tenant({ isolation: 'prefix' }));
    template.resourceCountIs('AWS::S3::Bucket', 0);
    template.hasResourceProperties('AWS::IAM::ManagedPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Sid: 'WriteUnderOwnKey',
            Condition: {
              StringEquals: {
                's3:x-amz-server-side-encryption-aws-kms-key-id':
                  Match.anyValue(),
              },
            },
          }),
          Match.objectLike({
            Sid: 'List',
            Condition: {
              StringLike: { 's3:prefix': 'tenants/sample-tenant/*' },
            },
          }),
        ]),
      },
    });
  });

  it('alarms above its quota and budgets what carries its tag', () => {
    const template = synthesized(tenant({ storageQuotaGiB: 5 }));
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'BucketSizeBytes',
      Threshold: 5 * 2 ** 30,
    });
    template.hasResourceProperties('AWS::Budgets::Budget', {
      Budget: {
        CostFilters: {
          TagKeyValue: ['user:plinth:unit$tenants/sample-tenant'],
        },
      },
    });
  });

  it('cuts all access and keeps all data while suspended', () => {
    const template = synthesized(
      tenant({ state: 'suspended', databaseAccess: 'password' }),
    );
    template.hasResourceProperties('AWS::IAM::ManagedPolicy', {
      PolicyDocument: {
        Statement: [
          { Sid: 'Suspended', Effect: 'Deny', Action: '*', Resource: '*' },
        ],
      },
    });
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Sid: 'CutAccess',
            Effect: 'Deny',
            // With the star: old versions, tags and attributes are actions of their own.
            Action: [
              's3:DeleteObject*',
              's3:GetObject*',
              's3:ListBucket',
              's3:ListBucketVersions',
              's3:PutObject*',
              's3:RestoreObject',
            ],
            Principal: { AWS: '*' },
            Condition: Match.absent(),
          }),
        ]),
      },
    });
    template.hasResourceProperties('AWS::SecretsManager::ResourcePolicy', {
      ResourcePolicy: {
        Statement: [
          Match.objectLike({
            Effect: 'Deny',
            Action: 'secretsmanager:GetSecretValue',
          }),
        ],
      },
    });
    template.hasResource('AWS::S3::Bucket', {
      DeletionPolicy: 'RetainExceptOnCreate',
    });
  });

  it('keeps the same key and bucket through every state', () => {
    const identity = (parameters: Record<string, unknown>) => {
      const [{ template }] = synthesizeUnit(tenant(parameters));
      return Object.entries(template.Resources ?? {})
        .filter(([, { Type }]) =>
          ['AWS::KMS::Key', 'AWS::S3::Bucket'].includes(Type),
        )
        .map(([id, { Type, Properties }]) => [
          id,
          Type,
          Properties?.BucketName,
        ]);
    };
    const active = identity({});
    expect(identity({ state: 'suspended' })).toEqual(active);
    expect(
      identity({ state: 'offboarded', offboardedOn: '2026-01-31' }),
    ).toEqual(active);
  });

  it('lets an operator with a second factor export an offboarded tenant until the named day, then deletes', () => {
    const template = synthesized(
      tenant({
        state: 'offboarded',
        offboardedOn: '2026-01-31',
        retentionDays: 90,
      }),
    );
    template.hasResourceProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: {
        Rules: Match.arrayWith([
          Match.objectLike({
            Id: 'DeleteAfterOffboarding',
            ExpirationDate: '2026-05-01T00:00:00Z',
          }),
          Match.objectLike({ ExpiredObjectDeleteMarker: true }),
        ]),
      },
    });
    template.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [
          Match.objectLike({
            Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
          }),
          Match.objectLike({
            Condition: {
              ArnLike: {
                'aws:PrincipalArn':
                  'arn:aws:iam::777788889999:role/aws-reserved/sso.amazonaws.com/*',
              },
            },
          }),
        ],
      },
    });
    template.resourceCountIs('AWS::IAM::Role', 1);
  });

  it.each(['application', 'container-platform'])(
    'finds all that it imports in an environment of %s',
    blueprint => {
      const environment = sampleUnit(blueprint, 'production');
      const exported = synthesizeUnit(environment).flatMap(({ template }) =>
        Object.values(template.Outputs ?? {}).map(
          ({ Export }) => (Export as { Name?: string } | undefined)?.Name,
        ),
      );
      const imported = ['bucket', 'prefix'].flatMap(isolation => {
        const unit = {
          ...tenant({ isolation }),
          environment: environment.name,
        };
        return [
          ...JSON.stringify(synthesizeUnit(unit as Unit)).matchAll(
            /"Fn::ImportValue":"([^"]+)"/g,
          ),
        ].map(([, name]) => name);
      });
      expect(imported.length).toBeGreaterThan(0);
      expect(imported.filter(name => !exported.includes(name))).toEqual([]);
    },
  );

  it.each(['single-host', 'platform-services'])(
    'is refused in an environment of %s, which has nothing for it to import',
    blueprint => {
      const environment = sampleUnit(blueprint, 'production');
      const unit = { ...tenant(), environment: environment.name } as Unit;
      expect(inspectUnits([environment, unit], blueprints)).toEqual([
        {
          parameter: 'environment',
          message: `${environment.name} is made by ${blueprint}, which holds no tenants; choose an environment of another blueprint`,
        },
      ]);
    },
  );

  it.each<[Record<string, unknown>, RegExp]>([
    [{ state: 'offboarded' }, /parameters.offboardedOn: is required/],
    [
      { offboardedOn: '2026-01-31' },
      /parameters.offboardedOn: is only for state "offboarded"/,
    ],
    [
      { state: 'offboarded', offboardedOn: 'soon' },
      /parameters.offboardedOn: must be a date/,
    ],
    [
      { state: 'offboarded', offboardedOn: '2026-01-31', isolation: 'prefix' },
      /parameters.state: offboarded needs isolation "bucket"/,
    ],
    [{ retentionDays: 1 }, /parameters.retentionDays: must be at least 7/],
    [
      { storageQuotaGiB: 0.5 },
      /parameters.storageQuotaGiB: must be a whole number/,
    ],
    [{ state: 'gone' }, /parameters.state: /],
  ])('refuses %j', (parameters, message) => {
    expect(() => synthesizeUnit(tenant(parameters))).toThrow(message);
  });

  it('goes from active to suspended to offboarded and back by one step, never across', () => {
    const at = (state: 'active' | 'suspended' | 'offboarded') => ({
      state,
      isolation: 'bucket' as const,
    });
    expect(tenantTransition(at('active'), at('suspended'))).toEqual([]);
    expect(tenantTransition(at('suspended'), at('active'))).toEqual([]);
    expect(tenantTransition(at('suspended'), at('offboarded'))).toEqual([]);
    expect(tenantTransition(at('offboarded'), at('suspended'))).toEqual([]);
    expect(
      tenantTransition(at('active'), at('offboarded'))[0].message,
    ).toContain('from active it can go to suspended');
    expect(tenantTransition(at('offboarded'), at('active'))).toHaveLength(1);
    expect(
      tenantTransition(at('active'), {
        state: 'active',
        isolation: 'prefix',
      })[0].parameter,
    ).toBe('parameters.isolation');
  });

  it('counts the retention from the day of offboarding, over the end of a year', () => {
    expect(
      tenantDeletionDate({ offboardedOn: '2026-12-31', retentionDays: 30 }),
    ).toBe('2027-01-30');
    expect(tenantDeletionDate({ retentionDays: 30 })).toBeUndefined();
  });
});

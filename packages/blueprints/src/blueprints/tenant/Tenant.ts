import { Duration, Fn } from 'aws-cdk-lib/core';
import {
  AnyPrincipal,
  ArnPrincipal,
  Effect,
  PolicyStatement,
  Role,
} from 'aws-cdk-lib/aws-iam';
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { acknowledge } from '../../base/acknowledge';
import { BlueprintStack, type UnitStackProps } from '../../base/BlueprintStack';
import { bucketName, exportName } from '../../base/naming';
import { keepRemoval } from '../../base/removal';
import { UnitBudget } from '../../constructs/budget/UnitBudget';
import { EncryptionKey } from '../../constructs/key/EncryptionKey';
import { EncryptedBucket } from '../../constructs/storage/EncryptedBucket';
import { tenantDeletionDate, type TenantParameters } from '../../schema';
import { TenantQuotaAlarm } from './TenantQuotaAlarm';

/** What may be done with objects, and so what is cut when a tenant is suspended. */
const OBJECT_ACTIONS = ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'];

/**
 * One tenant's slice of an environment: its objects, its key, its role, its way to the database, its quota and budget.
 *
 * Everything of the environment is imported by name (`<environment>-…`), so the environment is deployed first and
 * cannot be deleted before its tenants. Suspending cuts access and keeps data; offboarding deletes the data on a named day.
 */
export class Tenant extends BlueprintStack<TenantParameters> {
  readonly key: EncryptionKey;
  /** The tenant's own bucket; absent when it has a prefix in the environment's bucket. */
  readonly data?: EncryptedBucket;
  /** The role that the environment's workloads assume for this tenant; absent after offboarding. */
  readonly role?: Role;
  readonly #environment: string;

  constructor(scope: Construct, id: string, props: UnitStackProps) {
    super(scope, id, props);
    const { unit, policy, parameters } = this;
    if (unit.kind !== 'tenant') {
      throw new TypeError(
        `kind: ${unit.name} is an ${unit.kind}, and this is a tenant's blueprint`,
      );
    }
    this.#environment = unit.environment;

    this.key = new EncryptionKey(this, 'Key', {
      policy,
      alias: `plinth/${unit.name}`,
      description: `Encrypts the data of tenant ${unit.name}`,
    });
    if (parameters.isolation === 'bucket') this.data = this.#ownBucket();
    if (parameters.state !== 'offboarded') {
      this.role = this.#tenantRole();
      this.publish(
        'RoleArn',
        this.role.roleArn,
        'The role that workloads assume for this tenant',
      );
    }
    if (parameters.databaseAccess === 'password') this.#databaseSecret();
    new UnitBudget(this, 'Budget', {
      unit,
      alerts: this.#import('WarningTopicArn'),
    });
    this.publish('KeyArn', this.key.key.keyArn, 'The key of this tenant');
    this.publish('State', parameters.state, 'active, suspended or offboarded');
    this.stateRecovery({
      name: 'objects',
      event: 'deletion',
      rpoMinutes: 0,
      rtoMinutes: 60,
      basis: `old versions are kept for ${policy.objectVersionDays} days`,
    });
  }

  /** A value that the environment publishes. */
  #import(output: string): string {
    return Fn.importValue(exportName(this.#environment, output));
  }

  #ownBucket(): EncryptedBucket {
    const { unit, policy, parameters, runbooksUrl } = this;
    const deletion = tenantDeletionDate(parameters);
    const data = new EncryptedBucket(this, 'Data', {
      policy,
      key: this.key.key,
      bucketName: bucketName(unit, 'tenant'),
      accessLogs: Bucket.fromBucketName(
        this,
        'AccessLogs',
        this.#import('AccessLogBucketName'),
      ),
      lifecycleRules: deletion
        ? [
            {
              id: 'DeleteAfterOffboarding',
              expirationDate: new Date(`${deletion}T00:00:00Z`),
              noncurrentVersionExpiration: Duration.days(1),
            },
          ]
        : [],
    });
    if (parameters.state !== 'active') this.#cutObjects(data.bucket);
    new TenantQuotaAlarm(this, 'Quota', {
      bucketName: data.bucket.bucketName,
      quotaGiB: parameters.storageQuotaGiB,
      topicArn: this.#import('WarningTopicArn'),
      runbooksUrl,
    });
    this.publish(
      'BucketName',
      data.bucket.bucketName,
      'The bucket of this tenant',
    );
    return data;
  }

  /** Refuses every reader and writer of objects, except the export that offboarding allows. */
  #cutObjects(bucket: Bucket): void {
    const offboarded = this.parameters.state === 'offboarded';
    const exporter = offboarded ? this.#exportRole(bucket) : undefined;
    bucket.addToResourcePolicy(
      new PolicyStatement({
        sid: 'CutAccess',
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: OBJECT_ACTIONS,
        resources: [bucket.arnForObjects('*')],
        conditions: exporter
          ? { ArnNotEquals: { 'aws:PrincipalArn': exporter.roleArn } }
          : undefined,
      }),
    );
  }

  /** Reads what is left of an offboarded tenant; an operator assumes it with a second factor. */
  #exportRole(bucket: Bucket): Role {
    const role = new Role(this, 'ExportRole', {
      assumedBy: new ArnPrincipal(
        `arn:${this.partition}:iam::${this.account}:root`,
      ).withConditions({
        Bool: { 'aws:MultiFactorAuthPresent': 'true' },
      }),
      description: `Exports the data of offboarded tenant ${this.unit.name}`,
      maxSessionDuration: Duration.hours(4),
    });
    role.addToPolicy(
      new PolicyStatement({
        actions: ['s3:GetObject', 's3:GetObjectVersion'],
        resources: [bucket.arnForObjects('*')],
      }),
    );
    role.addToPolicy(
      new PolicyStatement({
        actions: ['s3:ListBucket', 's3:ListBucketVersions'],
        resources: [bucket.bucketArn],
      }),
    );
    role.addToPolicy(
      new PolicyStatement({
        actions: ['kms:Decrypt'],
        resources: [this.key.key.keyArn],
      }),
    );
    acknowledge(
      role,
      'AwsSolutions-IAM5',
      'An export reads every object of this one bucket, and nothing else.',
    );
    this.publish(
      'ExportRoleArn',
      role.roleArn,
      'Reads the data until it is deleted',
    );
    return role;
  }

  #tenantRole(): Role {
    const { unit, parameters } = this;
    const role = new Role(this, 'Role', {
      assumedBy: new ArnPrincipal(this.#import('WorkloadRoleArn')),
      path: `/plinth/${this.#environment}/`,
      description: `What workloads may do for tenant ${unit.name}`,
      maxSessionDuration: Duration.hours(1),
    });
    if (parameters.state === 'suspended') {
      // Policies are read at every request, so sessions that are open end their use at once.
      role.addToPolicy(
        new PolicyStatement({
          sid: 'Suspended',
          effect: Effect.DENY,
          actions: ['*'],
          resources: ['*'],
        }),
      );
      acknowledge(
        role,
        'AwsSolutions-IAM5',
        'The statement denies everything to a suspended tenant; it grants nothing.',
      );
      return role;
    }
    this.#grantObjects(role);
    if (parameters.databaseAccess === 'iam') {
      const user = `tenant_${unit.name.replace(/-/g, '_')}`;
      role.addToPolicy(
        new PolicyStatement({
          sid: 'Database',
          actions: ['rds-db:connect'],
          resources: [
            `arn:${this.partition}:rds-db:${this.region}:${this.account}:dbuser:${this.#import('DatabaseResourceId')}/${user}`,
          ],
        }),
      );
    }
    return role;
  }

  #grantObjects(role: Role): void {
    const { unit } = this;
    const key = this.key.key;
    const own = this.data?.bucket;
    const bucket: IBucket =
      own ??
      Bucket.fromBucketName(this, 'SharedData', this.#import('DataBucketName'));
    const prefix = own ? '' : `tenants/${unit.name}/`;
    if (own) {
      role.addToPolicy(
        new PolicyStatement({
          sid: 'Objects',
          actions: OBJECT_ACTIONS,
          resources: [bucket.arnForObjects('*')],
        }),
      );
      role.addToPolicy(
        new PolicyStatement({
          sid: 'List',
          actions: ['s3:ListBucket'],
          resources: [bucket.bucketArn],
        }),
      );
    } else {
      role.addToPolicy(
        new PolicyStatement({
          sid: 'Read',
          actions: ['s3:GetObject', 's3:DeleteObject'],
          resources: [bucket.arnForObjects(`${prefix}*`)],
        }),
      );
      role.addToPolicy(
        new PolicyStatement({
          sid: 'WriteUnderOwnKey',
          actions: ['s3:PutObject'],
          resources: [bucket.arnForObjects(`${prefix}*`)],
          conditions: {
            StringEquals: {
              's3:x-amz-server-side-encryption-aws-kms-key-id': key.keyArn,
            },
          },
        }),
      );
      role.addToPolicy(
        new PolicyStatement({
          sid: 'List',
          actions: ['s3:ListBucket'],
          resources: [bucket.bucketArn],
          conditions: { StringLike: { 's3:prefix': `${prefix}*` } },
        }),
      );
    }
    role.addToPolicy(
      new PolicyStatement({
        sid: 'Key',
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: [key.keyArn],
      }),
    );
    acknowledge(
      role,
      'AwsSolutions-IAM5',
      'The wildcard stands for the objects of this tenant alone: its own bucket, or its prefix in the shared one.',
    );
  }

  #databaseSecret(): void {
    const { unit, policy, parameters } = this;
    const secret = new Secret(this, 'DatabaseSecret', {
      description: `Database user of tenant ${unit.name}`,
      encryptionKey: this.key.key,
      generateSecretString: {
        secretStringTemplate: JSON.stringify({
          username: `tenant_${unit.name.replace(/-/g, '_')}`,
        }),
        generateStringKey: 'password',
        passwordLength: 40,
        excludePunctuation: true,
      },
      removalPolicy: keepRemoval(policy),
    });
    acknowledge(
      secret,
      'AwsSolutions-SMG4',
      'For clients that cannot use short-lived tokens; the application rotates it together with the database user, as the runbook tenant-password-rotation says.',
    );
    if (parameters.state !== 'active') {
      secret.addToResourcePolicy(
        new PolicyStatement({
          sid: 'CutAccess',
          effect: Effect.DENY,
          principals: [new AnyPrincipal()],
          actions: ['secretsmanager:GetSecretValue'],
          resources: ['*'],
        }),
      );
    } else {
      this.role?.addToPolicy(
        new PolicyStatement({
          sid: 'DatabasePassword',
          actions: ['secretsmanager:GetSecretValue'],
          resources: [secret.secretArn],
        }),
      );
    }
    this.publish(
      'DatabaseSecretArn',
      secret.secretArn,
      'The secret of the tenant’s database user',
    );
  }
}

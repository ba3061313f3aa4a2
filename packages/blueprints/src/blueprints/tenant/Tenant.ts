import { Duration, Fn } from 'aws-cdk-lib/core';
import {
  AnyPrincipal,
  ArnPrincipal,
  Effect,
  PolicyStatement,
} from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { acknowledge } from '../../base/acknowledge';
import { BlueprintStack, type UnitStackProps } from '../../base/BlueprintStack';
import { bucketName, exportName } from '../../base/naming';
import { keepRemoval } from '../../base/removal';
import { UnitBudget } from '../../constructs/budget/UnitBudget';
import { EncryptionKey } from '../../constructs/key/EncryptionKey';
import { LeastPrivilegeRole } from '../../constructs/role/LeastPrivilegeRole';
import { peopleWithSecondFactor } from '../../constructs/role/people';
import { EncryptedBucket } from '../../constructs/storage/EncryptedBucket';
import { tenantDeletionDate, type TenantParameters } from '../../schema';
import {
  CUT_ACTIONS,
  databaseUser,
  ownBucketGrants,
  sharedBucketGrants,
  SUSPENDED,
} from './TenantAccess';
import { TenantQuotaAlarm } from './TenantQuotaAlarm';

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
  readonly role?: LeastPrivilegeRole;
  readonly #environment: string;

  constructor(scope: Construct, id: string, props: UnitStackProps) {
    super(scope, id, props);
    const { unit, policy, parameters } = this;
    if (unit.kind !== 'tenant') {
      throw new TypeError(
        `kind: ${unit.name} is an ${unit.kind}, and this is the blueprint of a tenant`,
      );
    }
    this.#environment = unit.environment;

    this.key = new EncryptionKey(this, 'Key', {
      policy,
      alias: `plinth/${unit.name}`,
      description: `Encrypts the data of tenant ${unit.name}`,
    });
    if (parameters.isolation === 'bucket') {
      this.data = this.#ownBucket();
    }
    if (parameters.state !== 'offboarded') {
      this.role = this.#tenantRole();
    }
    if (parameters.databaseAccess === 'password') {
      this.#databaseSecret();
    }
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
            // Expiry leaves a marker with the name of each object, which can say whose it was.
            { id: 'EndDeleteMarkers', expiredObjectDeleteMarker: true },
          ]
        : [],
    });
    if (parameters.state !== 'active') {
      this.#cutObjects(data.bucket);
    }
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
    const exporter =
      this.parameters.state === 'offboarded'
        ? this.#exportRole(bucket)
        : undefined;
    bucket.addToResourcePolicy(
      new PolicyStatement({
        sid: 'CutAccess',
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: CUT_ACTIONS,
        resources: [bucket.bucketArn, bucket.arnForObjects('*')],
        conditions: exporter
          ? { ArnNotEquals: { 'aws:PrincipalArn': exporter.roleArn } }
          : undefined,
      }),
    );
  }

  /** Reads what is left of an offboarded tenant; an operator assumes it with a second factor. */
  #exportRole(bucket: Bucket): LeastPrivilegeRole {
    const exporter = new LeastPrivilegeRole(this, 'ExportRole', {
      assumedBy: peopleWithSecondFactor(this),
      description: `Exports the data of offboarded tenant ${this.unit.name}`,
      maxSessionDuration: Duration.hours(4),
      grants: [
        {
          sid: 'ReadObjects',
          actions: ['s3:GetObject', 's3:GetObjectVersion'],
          resources: [bucket.arnForObjects('*')],
          wildcard: 'An export reads every object of this one bucket.',
        },
        {
          sid: 'ListObjects',
          actions: ['s3:ListBucket', 's3:ListBucketVersions'],
          resources: [bucket.bucketArn],
        },
        {
          sid: 'Decrypt',
          actions: ['kms:Decrypt'],
          resources: [this.key.key.keyArn],
        },
      ],
    });
    this.publish(
      'ExportRoleArn',
      exporter.roleArn,
      'Reads the data until it is deleted',
    );
    return exporter;
  }

  #tenantRole(): LeastPrivilegeRole {
    const { unit, parameters } = this;
    const { keyArn } = this.key.key;
    const tenantRole = new LeastPrivilegeRole(this, 'Role', {
      assumedBy: new ArnPrincipal(this.#import('WorkloadRoleArn')),
      path: `/plinth/${this.#environment}/`,
      description: `What workloads may do for tenant ${unit.name}`,
      maxSessionDuration: Duration.hours(1),
      grants: [],
    });
    this.publish(
      'RoleArn',
      tenantRole.roleArn,
      'The role that workloads assume for this tenant',
    );
    if (parameters.state === 'suspended') {
      tenantRole.allow(SUSPENDED);
      return tenantRole;
    }
    tenantRole.allow(
      ...(this.data
        ? ownBucketGrants(this.data.bucket.bucketArn)
        : sharedBucketGrants(
            `arn:${this.partition}:s3:::${this.#import('DataBucketName')}`,
            unit.name,
            keyArn,
          )),
      {
        sid: 'Key',
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: [keyArn],
      },
    );
    if (parameters.databaseAccess === 'iam') {
      tenantRole.allow({
        sid: 'Database',
        actions: ['rds-db:connect'],
        resources: [
          `arn:${this.partition}:rds-db:${this.region}:${this.account}:dbuser:${this.#import('DatabaseResourceId')}/${databaseUser(unit.name)}`,
        ],
      });
    }
    return tenantRole;
  }

  #databaseSecret(): void {
    const { unit, policy, parameters } = this;
    const secret = new Secret(this, 'DatabaseSecret', {
      description: `Database user of tenant ${unit.name}`,
      encryptionKey: this.key.key,
      generateSecretString: {
        secretStringTemplate: JSON.stringify({
          username: databaseUser(unit.name),
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
    if (parameters.state === 'active') {
      this.role?.allow({
        sid: 'DatabasePassword',
        actions: ['secretsmanager:GetSecretValue'],
        resources: [secret.secretArn],
      });
    } else {
      secret.addToResourcePolicy(
        new PolicyStatement({
          sid: 'CutAccess',
          effect: Effect.DENY,
          principals: [new AnyPrincipal()],
          actions: ['secretsmanager:GetSecretValue'],
          resources: ['*'],
        }),
      );
    }
    this.publish(
      'DatabaseSecretArn',
      secret.secretArn,
      'The secret of the database user',
    );
  }
}

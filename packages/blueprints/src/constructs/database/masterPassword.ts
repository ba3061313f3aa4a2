import { Fn } from 'aws-cdk-lib/core';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { CfnDBInstanceProps } from 'aws-cdk-lib/aws-rds';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { acknowledge } from '../../base/acknowledge';
import { keepRemoval } from '../../base/removal';
import type { StagePolicy } from '../../schema';

/** The administrator of every database; services have users of their own. */
export const MASTER_USER = 'plinth';

/** Settings of `masterPassword`. */
export interface MasterPasswordProps {
  readonly policy: StagePolicy;
  readonly key: IKey;
  readonly identifier: string;
  /** @default - the password is needed in this region alone */
  readonly replicatedTo?: string;
  /**
   * What the secret is called, so that roles in the other region can name it too.
   *
   * @default - Secrets Manager names it
   */
  readonly secretName?: string;
  /** @default false - RDS rotates the password, unless it is replicated */
  readonly keptPassword?: boolean;
}

/** How an instance gets its password. */
export interface MasterPassword {
  readonly settings: Pick<
    CfnDBInstanceProps,
    'manageMasterUserPassword' | 'masterUserSecret' | 'masterUserPassword'
  >;
  /** ARN of the stack's own secret; absent when RDS makes one. */
  readonly secretArn?: string;
}

/**
 * A password that RDS makes, keeps and rotates; or a secret of the stack, which no template holds either, where the
 * database has a standby in another region or a client reads it once.
 *
 * Source of the rule: "Password management with Amazon RDS and AWS Secrets Manager", limitations, RDS user guide: a read
 * replica cannot be made while the source's password is managed, except for SQL Server.
 */
export function masterPassword(
  scope: Construct,
  {
    policy,
    key,
    identifier,
    replicatedTo,
    secretName,
    keptPassword,
  }: MasterPasswordProps,
): MasterPassword {
  if (!replicatedTo && !keptPassword) {
    return {
      settings: {
        manageMasterUserPassword: true,
        masterUserSecret: { kmsKeyId: key.keyArn },
      },
    };
  }
  const secret = new CfnSecret(scope, 'Password', {
    name: secretName,
    description: `Administrator of database ${identifier}`,
    kmsKeyId: key.keyArn,
    generateSecretString: {
      secretStringTemplate: JSON.stringify({ username: MASTER_USER }),
      generateStringKey: 'password',
      passwordLength: 40,
      excludePunctuation: true,
    },
    // After the loss of this region the promoted standby still has this password. The copy is under that region's own key for
    // secrets, because the role that deploys here may not use a key of another region.
    replicaRegions: replicatedTo ? [{ region: replicatedTo }] : undefined,
  });
  secret.applyRemovalPolicy(keepRemoval(policy));
  acknowledge(
    secret,
    'AwsSolutions-SMG4',
    replicatedTo
      ? 'Rotation by RDS and a standby exclude each other; services sign in with tokens of 15 minutes, and the runbook database-password-rotation replaces this one password every 90 days.'
      : 'Its client reads it when it starts, so that a rotation by schedule would cut it off; the runbook database-password-rotation replaces it every 90 days.',
  );
  return {
    settings: {
      masterUserPassword: Fn.join('', [
        '{{resolve:secretsmanager:',
        secret.ref,
        ':SecretString:password}}',
      ]),
    },
    secretArn: secret.ref,
  };
}

import { CfnBackupVault } from 'aws-cdk-lib/aws-backup';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Stack, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { DataStore } from '../../base/BlueprintStack';
import { keepRemoval } from '../../base/removal';
import type { StagePolicy } from '../../schema';
import type { Alerts } from '../alerts/Alerts';
import { planBackups } from './planBackups';

const VAULT_NAME = /^[A-Za-z0-9-]{2,50}$/;

/** Settings of a `CopyVault`. */
export interface CopyVaultProps {
  readonly policy: StagePolicy;
  /** At most 50 letters, digits, hyphens. */
  readonly vaultName: string;
  readonly key: IKey;
}

/** A vault for recovery points, under a key of its region. Throws a RangeError when its name is none. */
export class CopyVault extends Construct {
  readonly vault: CfnBackupVault;

  constructor(scope: Construct, id: string, props: CopyVaultProps) {
    super(scope, id);
    const { vaultName } = props;
    if (!Token.isUnresolved(vaultName) && !VAULT_NAME.test(vaultName)) {
      throw new RangeError(
        `vaultName: ${vaultName} is not 2 to 50 letters, digits and hyphens`,
      );
    }
    this.vault = new CfnBackupVault(this, 'Vault', {
      backupVaultName: vaultName,
      encryptionKeyArn: props.key.keyArn,
    });
    this.vault.applyRemovalPolicy(keepRemoval(props.policy));
  }
}

/** Hours between two copies; AWS Backup starts within the hour after. */
const HOURS = 12;

/** Settings of `DatabaseCopies`. */
export interface DatabaseCopiesProps extends CopyVaultProps {
  readonly alerts: Alerts;
  readonly runbooksUrl: string;
  /** ARN of the database. */
  readonly databaseArn: string;
  /**
   * Region and name of the vault that gets the copies.
   *
   * @default - recovery points stay in the region
   */
  readonly copyTo?: { readonly region: string; readonly vaultName: string };
  /**
   * A vault that is there already, of the name `vaultName`.
   *
   * @default - one is made
   */
  readonly vault?: CfnBackupVault;
  /** @default - the name of the vault */
  readonly planName?: string;
}

/** Backs a database up every 12 hours and copies each recovery point to a vault in another region. */
export class DatabaseCopies extends Construct {
  /** How far the copies reach. */
  readonly recovery: DataStore;

  constructor(scope: Construct, id: string, props: DatabaseCopiesProps) {
    super(scope, id);
    const { account, partition } = Stack.of(this);
    const { copyTo } = props;
    const vault = props.vault ?? new CopyVault(this, 'Copies', props).vault;
    planBackups(this, {
      name: props.planName ?? props.vaultName,
      alerts: props.alerts,
      runbooksUrl: props.runbooksUrl,
      vault,
      resources: [props.databaseArn],
      rules: [
        {
          ruleName: 'copy-to-other-region',
          scheduleExpression: `cron(0 5/${HOURS} ? * * *)`,
          startWindowMinutes: 60,
          completionWindowMinutes: 240,
          lifecycle: { deleteAfterDays: 7 },
          copyActions: copyTo && [
            {
              destinationBackupVaultArn: `arn:${partition}:backup:${copyTo.region}:${account}:backup-vault:${copyTo.vaultName}`,
              lifecycle: { deleteAfterDays: props.policy.backupDays },
            },
          ],
        },
      ],
    });
    this.recovery = {
      name: 'database',
      event: copyTo ? 'region' : 'deletion',
      rpoMinutes: (HOURS + 2) * 60,
      rtoMinutes: 240,
      basis: `recovery points every ${HOURS} hours, started within 1 hour${copyTo ? ` and copied to ${copyTo.region} within 1 more` : ''}`,
    };
  }
}

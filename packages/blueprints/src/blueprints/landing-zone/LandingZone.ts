import type { Construct } from 'constructs';
import { BlueprintStack, type UnitStackProps } from '../../base/BlueprintStack';
import { bucketName } from '../../base/naming';
import { WorkforceAccess } from '../../constructs/access/WorkforceAccess';
import { Alerts } from '../../constructs/alerts/Alerts';
import { UnitBudget } from '../../constructs/budget/UnitBudget';
import { EncryptionKey } from '../../constructs/key/EncryptionKey';
import { OrganizationAccounts } from '../../constructs/organization/OrganizationAccounts';
import { OrganizationalUnits } from '../../constructs/organization/OrganizationalUnits';
import { OrganizationGuardrails } from '../../constructs/organization/OrganizationGuardrails';
import { AccessLogBucket } from '../../constructs/storage/EncryptedBucket';
import { AccountTrail } from '../../constructs/trail/AccountTrail';
import type { LandingZoneParameters } from '../../schema';
import { publishLandingZone } from './publishLandingZone';
import { SharedImages } from './SharedImages';
import { SharedNames } from './SharedNames';
import { SharedNetwork } from './SharedNetwork';
import { SettingsRecord } from './SettingsRecord';

/** The shared services account of an organization: what every other account finds, and what none of them can do. */
export class LandingZone extends BlueprintStack<LandingZoneParameters> {
  readonly key: EncryptionKey;
  readonly alerts: Alerts;
  /** `undefined` where there is no hub. */
  readonly hub?: SharedNetwork;
  /** `undefined` where no organizational units are asked for. */
  readonly organizationalUnits?: OrganizationalUnits;
  /** `undefined` where guardrails have no target. */
  readonly guardrails?: OrganizationGuardrails;
  /** `undefined` where console edits are refused nowhere. */
  readonly consoleEdits?: OrganizationGuardrails;
  /** `undefined` where no accounts are asked for. */
  readonly accounts?: OrganizationAccounts;
  /** `undefined` without an Identity Center instance. */
  readonly access?: WorkforceAccess;
  readonly names: SharedNames;
  readonly images: SharedImages;
  readonly accessLogs: AccessLogBucket;
  readonly trail: AccountTrail;
  /** `undefined` where AWS Config is off. */
  readonly record?: SettingsRecord;

  constructor(scope: Construct, id: string, props: UnitStackProps) {
    super(scope, id, props);
    const { unit, policy, parameters, runbooksUrl } = this;
    this.key = new EncryptionKey(this, 'Key', {
      policy,
      alias: `plinth/${unit.name}`,
      description: `Encrypts the data of ${unit.name}`,
      logGroups: [`/plinth/${unit.name}/*`, `/aws/route53/${unit.name}`],
      notifications: true,
      events: true,
    });
    const { key } = this.key;
    this.alerts = new Alerts(this, 'Alerts', { key, events: true });
    const { alerts } = this;
    if (parameters.hub) {
      this.hub = new SharedNetwork(this, 'Hub', {
        policy,
        key,
        alerts,
        runbooksUrl,
        parameters,
        name: unit.name,
      });
    }
    this.organizationalUnits = this.#organizationalUnits();
    this.guardrails = this.#guardrails();
    this.consoleEdits = this.#consoleEdits();
    this.accounts = this.#accounts();
    if (parameters.identityCenterArn) {
      this.access = new WorkforceAccess(this, 'Access', {
        instanceArn: parameters.identityCenterArn,
        assignments: parameters.assignments,
      });
    }
    this.names = new SharedNames(this, 'Names', {
      policy,
      key,
      alerts,
      runbooksUrl,
      parameters,
      name: unit.name,
      vpcId: this.hub?.network.vpc.vpcId,
    });
    this.images = new SharedImages(this, 'Images', { key, parameters });
    this.accessLogs = new AccessLogBucket(this, 'AccessLogs', {
      policy,
      bucketName: bucketName(unit, 'logs'),
    });
    this.trail = new AccountTrail(this, 'Trail', {
      policy,
      key,
      runbooksUrl,
      alerts,
      accessLogs: this.accessLogs.bucket,
      name: unit.name,
      bucketName: bucketName(unit, 'trail'),
      logGroupName: `/plinth/${unit.name}/trail`,
      guardDuty: parameters.guardDuty,
      organization: parameters.organizationFeatures.includes('trail')
        ? {
            id: parameters.organizationId,
            managementAccount: parameters.managementAccount,
          }
        : undefined,
    });
    if (parameters.config) {
      this.record = new SettingsRecord(this, 'Config', {
        policy,
        key,
        alerts,
        runbooksUrl,
        name: unit.name,
        bucketName: bucketName(unit, 'config'),
        accessLogs: this.accessLogs.bucket,
        features: parameters.organizationFeatures,
      });
    }
    new UnitBudget(this, 'Budget', { unit, alerts });
    publishLandingZone(this);
  }

  #organizationalUnits(): OrganizationalUnits | undefined {
    const { organizationParent, organizationalUnits } = this.parameters;
    return organizationParent && organizationalUnits.length > 0
      ? new OrganizationalUnits(this, 'Units', {
          parentId: organizationParent,
          names: organizationalUnits,
        })
      : undefined;
  }

  #guardrails(): OrganizationGuardrails | undefined {
    const { unit, parameters } = this;
    return parameters.guardrailTargets.length > 0
      ? new OrganizationGuardrails(this, 'Guardrails', {
          name: unit.name,
          guardrails: parameters.guardrails,
          targets: parameters.guardrailTargets,
          allowedRegions: parameters.allowedRegions,
        })
      : undefined;
  }

  #consoleEdits(): OrganizationGuardrails | undefined {
    const { unit, parameters } = this;
    if (parameters.consoleEditTargets.length === 0) {
      return undefined;
    }
    const made = new OrganizationGuardrails(this, 'ConsoleEdits', {
      name: unit.name,
      guardrails: ['console-edits'],
      targets: parameters.consoleEditTargets,
      allowedRegions: parameters.allowedRegions,
    });
    if (this.guardrails) {
      made.node.addDependency(this.guardrails);
    }
    return made;
  }

  /** After units and guardrails: Organizations refuses two changes at a time, and no account begins without its guardrails. */
  #accounts(): OrganizationAccounts | undefined {
    const { organizationalUnits, guardrails, consoleEdits } = this;
    const { accounts } = this.parameters;
    if (accounts.length === 0) {
      return undefined;
    }
    const made = new OrganizationAccounts(this, 'Accounts', {
      accounts: accounts.map(({ name, email, organizationalUnit }) => ({
        name,
        email,
        parentId:
          organizationalUnits?.units.find(
            unit => unit.name === organizationalUnit,
          )?.attrId ?? organizationalUnit,
      })),
    });
    for (const earlier of [organizationalUnits, guardrails, consoleEdits]) {
      if (earlier) {
        made.node.addDependency(earlier);
      }
    }
    return made;
  }
}

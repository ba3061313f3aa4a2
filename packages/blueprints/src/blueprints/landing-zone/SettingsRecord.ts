import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Alerts } from '../../constructs/alerts/Alerts';
import { ComplianceChecks } from '../../constructs/config/ComplianceChecks';
import { OrganizationView } from '../../constructs/config/OrganizationView';
import { ResourceRecorder } from '../../constructs/config/ResourceRecorder';
import type { LandingZoneParameters, StagePolicy } from '../../schema';

/** Settings of a `SettingsRecord`. */
export interface SettingsRecordProps {
  readonly policy: StagePolicy;
  readonly key: IKey;
  readonly alerts: Alerts;
  readonly runbooksUrl: string;
  readonly name: string;
  readonly bucketName: string;
  readonly accessLogs: IBucket;
  readonly features: LandingZoneParameters['organizationFeatures'];
}

/** AWS Config: the record of this account, its rules, and where asked for those of the organization (SAAS-9). */
export class SettingsRecord extends Construct {
  readonly recorder: ResourceRecorder;
  readonly organization?: OrganizationView;

  constructor(scope: Construct, id: string, props: SettingsRecordProps) {
    super(scope, id);
    const { name, features, alerts, runbooksUrl } = props;
    this.recorder = new ResourceRecorder(this, 'Recorder', props);
    new ComplianceChecks(this, 'Rules', {
      name,
      alerts,
      runbooksUrl,
      organization: features.includes('config-rules'),
      recorder: this.recorder.recorder,
    });
    if (features.includes('config-aggregator')) {
      this.organization = new OrganizationView(this, 'View', { name });
    }
  }
}

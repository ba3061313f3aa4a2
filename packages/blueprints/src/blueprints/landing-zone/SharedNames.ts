import type { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { Alerts } from '../../constructs/alerts/Alerts';
import { PrivateZone } from '../../constructs/zone/PrivateZone';
import { PublicZone } from '../../constructs/zone/PublicZone';
import { QueryLogs } from '../../constructs/zone/QueryLogs';
import { ZoneSigning } from '../../constructs/zone/ZoneSigning';
import type { LandingZoneParameters, StagePolicy } from '../../schema';

/** Settings of `SharedNames`. */
export interface SharedNamesProps {
  readonly policy: StagePolicy;
  readonly key: IKey;
  readonly alerts: Alerts;
  readonly runbooksUrl: string;
  readonly name: string;
  /** The network that resolves the private domain; the schema refuses a private domain without one. */
  readonly vpcId: string | undefined;
  readonly parameters: Pick<
    LandingZoneParameters,
    'domain' | 'certificate' | 'dnssec' | 'dnsQueryLogs' | 'privateDomain'
  >;
}

/** The organization's domains, as far as they are asked for, and the certificate of the public one (FND-9). */
export class SharedNames extends Construct {
  readonly publicZone?: PublicZone;
  readonly privateZone?: PrivateZone;
  readonly certificate?: Certificate;

  constructor(scope: Construct, id: string, props: SharedNamesProps) {
    super(scope, id);
    const { alerts, runbooksUrl, parameters } = props;
    if (parameters.domain) {
      this.publicZone = this.#publicZone(parameters.domain, props);
      if (parameters.certificate) {
        this.certificate = this.publicZone.addCertificate({
          alerts,
          runbooksUrl,
        });
      }
    }
    if (parameters.privateDomain && props.vpcId) {
      this.privateZone = new PrivateZone(this, 'Private', {
        domain: parameters.privateDomain,
        vpcId: props.vpcId,
      });
    }
  }

  #publicZone(domain: string, props: SharedNamesProps): PublicZone {
    const { policy, key, alerts, runbooksUrl, name, parameters } = props;
    const logs = parameters.dnsQueryLogs
      ? new QueryLogs(this, 'Queries', {
          policy,
          key,
          name,
          logGroupName: `/aws/route53/${name}`,
        })
      : undefined;
    const made = new PublicZone(this, 'Public', {
      domain,
      queryLogGroupArn: logs?.logGroupArn,
    });
    if (logs) {
      made.zone.addResourceDependency(logs.access);
    }
    if (parameters.dnssec) {
      new ZoneSigning(this, 'Signing', {
        hostedZoneId: made.zone.ref,
        alias: `plinth/${name}-dnssec`,
        alerts,
        runbooksUrl,
      });
    }
    return made;
  }
}

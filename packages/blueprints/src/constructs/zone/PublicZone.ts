import {
  Certificate,
  CertificateValidation,
} from 'aws-cdk-lib/aws-certificatemanager';
import { CfnHostedZone, HostedZone } from 'aws-cdk-lib/aws-route53';
import { Fn } from 'aws-cdk-lib/core';
import { KEPT } from '../../base/removal';
import { Construct } from 'constructs';
import { watchCertificate } from '../alarm/watchCertificate';
import type { Alerts } from '../alerts/Alerts';

/** Settings of a `PublicZone`. */
export interface PublicZoneProps {
  readonly domain: string;
  /**
   * ARN of the log group of queries; it must be in us-east-1 and let Route 53 write.
   *
   * @default - queries are not logged
   */
  readonly queryLogGroupArn?: string;
}

/** A public hosted zone. It stays when the stack goes: registrars point to its name servers. */
export class PublicZone extends Construct {
  readonly zone: CfnHostedZone;
  readonly #domain: string;

  constructor(scope: Construct, id: string, props: PublicZoneProps) {
    super(scope, id);
    this.#domain = props.domain;
    this.zone = new CfnHostedZone(this, 'Zone', {
      name: props.domain,
      hostedZoneConfig: {
        comment: 'Kept by Plinth; change it by pull request',
      },
      queryLoggingConfig: props.queryLogGroupArn
        ? { cloudWatchLogsLogGroupArn: props.queryLogGroupArn }
        : undefined,
    });
    this.zone.applyRemovalPolicy(KEPT);
  }

  /** The zone's name servers, with commas between. */
  get nameServers(): string {
    return Fn.join(',', this.zone.attrNameServers);
  }

  /**
   * A certificate of the domain and its subdomains, which ACM renews by itself through records of the zone.
   *
   * The deployment waits until the registrar points to the zone.
   */
  addCertificate(options: {
    readonly alerts: Alerts;
    readonly runbooksUrl: string;
  }): Certificate {
    const certificate = new Certificate(this, 'Certificate', {
      domainName: this.#domain,
      subjectAlternativeNames: [`*.${this.#domain}`],
      validation: CertificateValidation.fromDns(
        HostedZone.fromHostedZoneAttributes(this, 'Imported', {
          hostedZoneId: this.zone.ref,
          zoneName: this.#domain,
        }),
      ),
    });
    watchCertificate(this, certificate.certificateArn, options);
    return certificate;
  }
}

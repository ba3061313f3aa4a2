import { CfnCertificate } from 'aws-cdk-lib/aws-certificatemanager';
import { CfnDistribution } from 'aws-cdk-lib/aws-cloudfront';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  CfnDelivery,
  CfnDeliveryDestination,
  CfnDeliverySource,
} from 'aws-cdk-lib/aws-logs';
import { CfnRecordSetGroup } from 'aws-cdk-lib/aws-route53';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { acknowledge } from '../../base/acknowledge';
import { requireGlobalRegion } from '../../base/requireGlobalRegion';
import type { StagePolicy } from '../../schema';
import { watchCertificate } from '../alarm/watchCertificate';
import type { Alerts } from '../alerts/Alerts';
import { WorkloadLogs } from '../logs/WorkloadLogs';
import type { LogDelivery } from './LogDelivery';

/** Policies that CloudFront itself maintains; source: "Use managed cache policies" and its siblings, CloudFront guide. */
const MANAGED = {
  cachingDisabled: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
  cachingOptimized: '658327ea-f89d-4fab-a63d-7e88639e58f6',
  allViewer: '216adef6-5c7f-47e4-b989-5492eafa07d3',
  securityHeaders: '67f7725c-6f97-4210-82d7-5512b31e9d03',
} as const;

/** The hosted zone of every distribution. */
const CLOUDFRONT_ZONE = 'Z2FDTNDATAQYW2';

/** Settings of an `EdgeDistribution`. */
export interface EdgeDistributionProps {
  readonly policy: StagePolicy;
  readonly alerts: Alerts;
  readonly runbooksUrl: string;
  readonly name: string;
  readonly key: IKey;
  readonly domainName: string;
  readonly hostedZoneId: string;
  readonly webAclArn: string;
  /**
   * By which the balancer knows this distribution, from `originHeaders`.
   *
   * @default - none: the origin cannot tell it from distributions of others, unless by their host
   */
  readonly headers?: CfnDistribution.OriginCustomHeaderProperty[];
  /** Lets CloudFront write to `/plinth/<name>/cloudfront`. */
  readonly delivery: LogDelivery;
}

/**
 * CloudFront before `origin.<domain>`: TLS 1.2 or newer, HTTP redirected, security headers, files below `/static/` cached.
 *
 * It hands the viewer's host on, and sends the headers by which load balancers tell it from distributions of others.
 */
export class EdgeDistribution extends Construct {
  readonly distribution: CfnDistribution;
  readonly logs: WorkloadLogs;

  constructor(scope: Construct, id: string, props: EdgeDistributionProps) {
    super(scope, id);
    requireGlobalRegion(this, 'CloudFront');
    const { domainName, hostedZoneId } = props;
    const certificate = new CfnCertificate(this, 'Certificate', {
      domainName,
      validationMethod: 'DNS',
      domainValidationOptions: [{ domainName, hostedZoneId }],
    });
    watchCertificate(this, certificate.ref, props);
    const behavior = {
      targetOriginId: 'platform',
      viewerProtocolPolicy: 'redirect-to-https',
      compress: true,
      originRequestPolicyId: MANAGED.allViewer,
      responseHeadersPolicyId: MANAGED.securityHeaders,
    };
    this.distribution = new CfnDistribution(this, 'Distribution', {
      distributionConfig: {
        enabled: true,
        comment: `Edge of ${props.name}`,
        aliases: [domainName],
        httpVersion: 'http2and3',
        ipv6Enabled: true,
        priceClass: 'PriceClass_100',
        webAclId: props.webAclArn,
        viewerCertificate: {
          acmCertificateArn: certificate.ref,
          minimumProtocolVersion: 'TLSv1.2_2021',
          sslSupportMethod: 'sni-only',
        },
        origins: [
          {
            id: 'platform',
            domainName: `origin.${domainName}`,
            originCustomHeaders: props.headers,
            customOriginConfig: {
              originProtocolPolicy: 'https-only',
              originSslProtocols: ['TLSv1.2'],
              httpsPort: 443,
            },
          },
        ],
        defaultCacheBehavior: {
          ...behavior,
          allowedMethods: [
            'GET',
            'HEAD',
            'OPTIONS',
            'PUT',
            'PATCH',
            'POST',
            'DELETE',
          ],
          cachePolicyId: MANAGED.cachingDisabled,
        },
        cacheBehaviors: [
          {
            ...behavior,
            pathPattern: '/static/*',
            allowedMethods: ['GET', 'HEAD'],
            cachePolicyId: MANAGED.cachingOptimized,
          },
        ],
      },
    });
    new CfnRecordSetGroup(this, 'Records', {
      hostedZoneId,
      comment: `Edge of ${props.name}`,
      recordSets: ['A', 'AAAA'].map(type => ({
        name: domainName,
        type,
        aliasTarget: {
          dnsName: this.distribution.attrDomainName,
          hostedZoneId: CLOUDFRONT_ZONE,
        },
      })),
    });
    this.logs = this.#log(props);
    acknowledge(
      this.distribution,
      'AwsSolutions-CFR1',
      'Whom the platform serves is a question of the business, not of the platform; a stack can add a restriction by a reviewed change.',
    );
    acknowledge(
      this.distribution,
      'AwsSolutions-CFR3',
      'Access is logged by the newer standard logging to CloudWatch Logs, which needs no bucket with access lists; the rule only knows the older one.',
    );
  }

  /** Standard logging (v2). */
  #log(props: EdgeDistributionProps): WorkloadLogs {
    const stack = Stack.of(this);
    const logs = new WorkloadLogs(this, 'Logs', {
      policy: props.policy,
      key: props.key,
      logGroupName: `/plinth/${props.name}/cloudfront`,
    });
    const source = new CfnDeliverySource(this, 'Source', {
      name: `${props.name}-cloudfront`,
      logType: 'ACCESS_LOGS',
      resourceArn: `arn:${stack.partition}:cloudfront::${stack.account}:distribution/${this.distribution.ref}`,
    });
    const destination = new CfnDeliveryDestination(this, 'Destination', {
      name: `${props.name}-cloudfront`,
      outputFormat: 'json',
      destinationResourceArn: logs.logGroup.logGroupArn,
    });
    const delivery = new CfnDelivery(this, 'Delivery', {
      deliverySourceName: source.name,
      deliveryDestinationArn: destination.attrArn,
    });
    delivery.node.addDependency(source, props.delivery);
    return logs;
  }
}

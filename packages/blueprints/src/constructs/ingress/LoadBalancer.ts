import { CfnCertificate } from 'aws-cdk-lib/aws-certificatemanager';
import { type IVpc, Peer, Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import {
  CfnListener,
  CfnLoadBalancer,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { StagePolicy } from '../../schema';
import { RunbookAlarm } from '../alarm/RunbookAlarm';
import type { Alerts } from '../alerts/Alerts';
import { INGRESS_SUBNETS } from '../network/ThreeTierNetwork';
import { cloudFrontPrefixList } from './cloudFrontOrigins';

/** Settings of a `LoadBalancer`. */
export interface LoadBalancerProps {
  readonly policy: StagePolicy;
  readonly vpc: IVpc;
  readonly alerts: Alerts;
  readonly runbooksUrl: string;
  readonly accessLogs: Bucket;
  /** The name that people use; the balancer itself answers at `origin.` before it. */
  readonly domainName: string;
  readonly hostedZoneId: string;
}

/** An application load balancer that only CloudFront reaches: TLS 1.2 or newer, HTTP redirected, access logged. */
export class LoadBalancer extends Construct {
  readonly balancer: CfnLoadBalancer;
  readonly listener: CfnListener;
  readonly securityGroup: SecurityGroup;
  /** Rises when the balancer itself answers with errors: no task is healthy. */
  readonly failing: RunbookAlarm;

  constructor(scope: Construct, id: string, props: LoadBalancerProps) {
    super(scope, id);
    const stack = Stack.of(this);
    const [https, http] = this.#admitCloudFront(props, stack.region);
    this.securityGroup = https;
    const prefix = 'load-balancer';
    props.accessLogs.addToResourcePolicy(
      new PolicyStatement({
        sid: 'DeliverLoadBalancerLogs',
        principals: [
          new ServicePrincipal(
            'logdelivery.elasticloadbalancing.amazonaws.com',
          ),
        ],
        actions: ['s3:PutObject'],
        resources: [
          props.accessLogs.arnForObjects(
            `${prefix}/AWSLogs/${stack.account}/*`,
          ),
        ],
      }),
    );
    this.balancer = new CfnLoadBalancer(this, 'Balancer', {
      type: 'application',
      scheme: 'internet-facing',
      subnets: props.vpc.selectSubnets({ subnetGroupName: INGRESS_SUBNETS })
        .subnetIds,
      securityGroups: [https.securityGroupId, http.securityGroupId],
      loadBalancerAttributes: Object.entries({
        'access_logs.s3.enabled': 'true',
        'access_logs.s3.bucket': props.accessLogs.bucketName,
        'access_logs.s3.prefix': prefix,
        'deletion_protection.enabled': String(props.policy.deletionProtection),
        'routing.http.drop_invalid_header_fields.enabled': 'true',
        'routing.http.desync_mitigation_mode': 'defensive',
      }).map(([key, value]) => ({ key, value })),
    });
    if (props.accessLogs.policy) {
      this.balancer.node.addDependency(props.accessLogs.policy);
    }
    this.listener = this.#listen(props);
    this.failing = new RunbookAlarm(this, 'FailingAlarm', {
      alerts: props.alerts,
      runbooksUrl: props.runbooksUrl,
      severity: 'critical',
      runbook: 'ingress-errors',
      meaning:
        'The load balancer itself answered more than 20 requests a minute with an error: no task was there to answer.',
      namespace: 'AWS/ApplicationELB',
      metricName: 'HTTPCode_ELB_5XX_Count',
      dimensions: { LoadBalancer: this.balancer.attrLoadBalancerFullName },
      statistic: 'Sum',
      threshold: 100,
      evaluationPeriods: 1,
    });
  }

  /** Two groups, because the prefix list fills most of the 60 rules that a group may have. */
  #admitCloudFront(
    props: LoadBalancerProps,
    region: string,
  ): [https: SecurityGroup, http: SecurityGroup] {
    const groups = (
      [
        ['SecurityGroup', 443],
        ['RedirectSecurityGroup', 80],
      ] as const
    ).map(([id, port]) => {
      const group = new SecurityGroup(this, id, {
        vpc: props.vpc,
        description: `CloudFront to the load balancer, port ${port}`,
        allowAllOutbound: false,
      });
      group.addIngressRule(
        Peer.prefixList(cloudFrontPrefixList(region)),
        Port.tcp(port),
        'CloudFront',
      );
      return group;
    });
    return [groups[0], groups[1]];
  }

  #listen(props: LoadBalancerProps): CfnListener {
    const origin = `origin.${props.domainName}`;
    const { hostedZoneId } = props;
    const certificate = new CfnCertificate(this, 'Certificate', {
      domainName: props.domainName,
      subjectAlternativeNames: [origin],
      validationMethod: 'DNS',
      domainValidationOptions: [props.domainName, origin].map(domainName => ({
        domainName,
        hostedZoneId,
      })),
    });
    new CfnListener(this, 'Redirect', {
      loadBalancerArn: this.balancer.ref,
      port: 80,
      protocol: 'HTTP',
      defaultActions: [
        {
          type: 'redirect',
          redirectConfig: {
            protocol: 'HTTPS',
            port: '443',
            statusCode: 'HTTP_301',
          },
        },
      ],
    });
    return new CfnListener(this, 'Listener', {
      loadBalancerArn: this.balancer.ref,
      port: 443,
      protocol: 'HTTPS',
      sslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06',
      certificates: [{ certificateArn: certificate.ref }],
      // Services add rules for the domain name; somebody else's distribution cannot send that host.
      defaultActions: [
        {
          type: 'fixed-response',
          fixedResponseConfig: {
            statusCode: '404',
            contentType: 'text/plain',
            messageBody: 'No such host.',
          },
        },
      ],
    });
  }
}

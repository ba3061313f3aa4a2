import { CfnCertificate } from 'aws-cdk-lib/aws-certificatemanager';
import { type IVpc, Peer, Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import {
  CfnListener,
  CfnLoadBalancer,
  CfnTargetGroup,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { CfnRecordSet } from 'aws-cdk-lib/aws-route53';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acknowledge } from '../../base/acknowledge';
import type { StagePolicy } from '../../schema';
import { watchCertificate } from '../alarm/watchCertificate';
import type { Alerts } from '../alerts/Alerts';
import { watchAnswers } from '../ingress/watchAnswers';
import {
  deliverLoadBalancerLogs,
  LOAD_BALANCER_LOGS,
} from '../ingress/deliverLoadBalancerLogs';
import { INGRESS_SUBNETS } from '../network/ThreeTierNetwork';

/** Settings of a `TlsLoadBalancer`. */
export interface TlsLoadBalancerProps {
  readonly policy: StagePolicy;
  readonly alerts: Alerts;
  readonly runbooksUrl: string;
  readonly vpc: IVpc;
  readonly accessLogs: Bucket;
  readonly domainName: string;
  /** @default - one is made and validated in the hosted zone */
  readonly certificateArn?: string;
  /** @default - no record is made */
  readonly hostedZoneId?: string;
  /** The host that gets the requests. */
  readonly instanceId: string;
  readonly hostSecurityGroup: SecurityGroup;
  readonly port: number;
  readonly healthPath: string;
}

/** A load balancer that speaks TLS 1.2 or newer, sends HTTP to HTTPS and tells browsers to stay there (HSTS). */
export class TlsLoadBalancer extends Construct {
  readonly balancer: CfnLoadBalancer;
  readonly targets: CfnTargetGroup;

  constructor(scope: Construct, id: string, props: TlsLoadBalancerProps) {
    super(scope, id);
    const group = this.#admit(props);
    deliverLoadBalancerLogs(props.accessLogs);
    this.balancer = new CfnLoadBalancer(this, 'Balancer', {
      type: 'application',
      scheme: 'internet-facing',
      subnets: props.vpc.selectSubnets({ subnetGroupName: INGRESS_SUBNETS })
        .subnetIds,
      securityGroups: [group.securityGroupId],
      loadBalancerAttributes: Object.entries({
        'access_logs.s3.enabled': 'true',
        'access_logs.s3.bucket': props.accessLogs.bucketName,
        'access_logs.s3.prefix': LOAD_BALANCER_LOGS,
        'deletion_protection.enabled': String(props.policy.deletionProtection),
        'routing.http.drop_invalid_header_fields.enabled': 'true',
      }).map(([key, value]) => ({ key, value })),
    });
    if (props.accessLogs.policy) {
      this.balancer.node.addDependency(props.accessLogs.policy);
    }
    // Public subnets reach the internet only once their routes exist.
    this.balancer.node.addDependency(props.vpc.internetConnectivityEstablished);
    this.targets = new CfnTargetGroup(this, 'Targets', {
      vpcId: props.vpc.vpcId,
      targetType: 'instance',
      protocol: 'HTTP',
      port: props.port,
      targets: [{ id: props.instanceId, port: props.port }],
      healthCheckPath: props.healthPath,
      healthCheckIntervalSeconds: 30,
      matcher: { httpCode: '200' },
    });
    new CfnListener(this, 'Https', {
      loadBalancerArn: this.balancer.ref,
      protocol: 'HTTPS',
      port: 443,
      sslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06',
      certificates: [
        { certificateArn: props.certificateArn ?? this.#certificate(props) },
      ],
      defaultActions: [{ type: 'forward', targetGroupArn: this.targets.ref }],
      listenerAttributes: [
        {
          key: 'routing.http.response.strict_transport_security.header_value',
          value: 'max-age=31536000; includeSubDomains',
        },
      ],
    });
    new CfnListener(this, 'Http', {
      loadBalancerArn: this.balancer.ref,
      protocol: 'HTTP',
      port: 80,
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
    watchAnswers(this, this.balancer, props);
    if (props.hostedZoneId) {
      new CfnRecordSet(this, 'Record', {
        hostedZoneId: props.hostedZoneId,
        name: props.domainName,
        type: 'A',
        aliasTarget: {
          dnsName: this.balancer.attrDnsName,
          hostedZoneId: this.balancer.attrCanonicalHostedZoneId,
        },
      });
    }
  }

  #admit(props: TlsLoadBalancerProps): SecurityGroup {
    const group = new SecurityGroup(this, 'SecurityGroup', {
      vpc: props.vpc,
      description:
        'Load balancer: HTTPS from everywhere, HTTP to be redirected',
      allowAllOutbound: false,
    });
    for (const port of [80, 443]) {
      group.addIngressRule(
        Peer.anyIpv4(),
        Port.tcp(port),
        `Port ${port} from everywhere`,
      );
    }
    group.addEgressRule(
      Peer.ipv4(props.vpc.vpcCidrBlock),
      Port.tcp(props.port),
      'The application port inside of the network; naming the host would tie both groups in a circle',
    );
    props.hostSecurityGroup.addIngressRule(
      Peer.securityGroupId(group.securityGroupId),
      Port.tcp(props.port),
      'The load balancer',
    );
    acknowledge(
      group,
      'AwsSolutions-EC23',
      'A public application is reached from everywhere, on the ports of HTTP and HTTPS alone; the host itself is not.',
    );
    return group;
  }

  #certificate(props: TlsLoadBalancerProps): string {
    if (!props.hostedZoneId) {
      throw new RangeError(
        `certificateArn: is required for ${props.domainName} when there is no hostedZoneId: nothing could validate a new certificate, and the deployment would wait for it`,
      );
    }
    const { ref } = new CfnCertificate(this, 'Certificate', {
      domainName: props.domainName,
      validationMethod: 'DNS',
      domainValidationOptions: [
        { domainName: props.domainName, hostedZoneId: props.hostedZoneId },
      ],
    });
    watchCertificate(this, ref, props);
    return ref;
  }
}

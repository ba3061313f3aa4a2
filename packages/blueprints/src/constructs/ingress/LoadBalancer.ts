import type { IVpc, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import {
  type CfnListener,
  type CfnListenerRule,
  CfnLoadBalancer,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { StagePolicy } from '../../schema';
import { RunbookAlarm } from '../alarm/RunbookAlarm';
import { watchAnswers } from './watchAnswers';
import type { Alerts } from '../alerts/Alerts';
import { INGRESS_SUBNETS, SERVICE_SUBNETS } from '../network/ThreeTierNetwork';
import { admitAudience, type Audience } from './audience';
import {
  deliverLoadBalancerLogs,
  LOAD_BALANCER_LOGS,
} from './deliverLoadBalancerLogs';
import { listen } from './listeners';
import { OriginKey } from './OriginKey';

/** Settings of a `LoadBalancer`. */
export interface LoadBalancerProps {
  readonly policy: StagePolicy;
  readonly vpc: IVpc;
  readonly alerts: Alerts;
  readonly runbooksUrl: string;
  readonly accessLogs: Bucket;
  readonly audience: Audience;
}

/** An application load balancer that lets exactly its audience in: TLS 1.2 or newer from outside, HTTP redirected, access logged. */
export class LoadBalancer extends Construct {
  readonly balancer: CfnLoadBalancer;
  readonly listener: CfnListener;
  readonly securityGroup: SecurityGroup;
  /** What each rule of the listener asks for besides its host or path. */
  readonly conditions: readonly CfnListenerRule.RuleConditionProperty[];
  /** Rises when the balancer itself answers with errors: no task is healthy. */
  readonly failing: RunbookAlarm;

  constructor(scope: Construct, id: string, props: LoadBalancerProps) {
    super(scope, id);
    const { audience, vpc } = props;
    const groups = admitAudience(this, vpc, audience);
    this.securityGroup = groups[0];
    deliverLoadBalancerLogs(props.accessLogs);
    const internal = audience.kind === 'network';
    this.balancer = new CfnLoadBalancer(this, 'Balancer', {
      type: 'application',
      scheme: internal ? 'internal' : 'internet-facing',
      subnets: vpc.selectSubnets({
        subnetGroupName: internal ? SERVICE_SUBNETS : INGRESS_SUBNETS,
      }).subnetIds,
      securityGroups: groups.map(group => group.securityGroupId),
      loadBalancerAttributes: Object.entries({
        'access_logs.s3.enabled': 'true',
        'access_logs.s3.bucket': props.accessLogs.bucketName,
        'access_logs.s3.prefix': LOAD_BALANCER_LOGS,
        'deletion_protection.enabled': String(props.policy.deletionProtection),
        'routing.http.drop_invalid_header_fields.enabled': 'true',
        'routing.http.desync_mitigation_mode': 'defensive',
      }).map(([key, value]) => ({ key, value })),
    });
    if (props.accessLogs.policy) {
      this.balancer.node.addDependency(props.accessLogs.policy);
    }
    if (!internal) {
      // AWS refuses a public balancer in a network whose gateway is not attached yet.
      this.balancer.node.addDependency(vpc.internetConnectivityEstablished);
    }
    this.listener = listen(this, this.balancer, props);
    this.conditions =
      audience.kind === 'cloudfront'
        ? new OriginKey(this, 'OriginKey', audience.header).conditions
        : [];
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
    watchAnswers(this, this.balancer, props);
  }
}

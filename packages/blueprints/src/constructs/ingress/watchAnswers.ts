import type { CfnLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Construct } from 'constructs';
import type { AlarmAudience } from '../alarm/AlarmAudience';
import { RunbookAlarm } from '../alarm/RunbookAlarm';

/** Seconds that one of a hundred answers may take. */
const SLOW_SECONDS = 3;

/** Raises an alarm when what stands behind a load balancer answers slowly. */
export function watchAnswers(
  scope: Construct,
  balancer: CfnLoadBalancer,
  { alerts, runbooksUrl }: AlarmAudience,
): void {
  new RunbookAlarm(scope, 'SlowAlarm', {
    alerts,
    runbooksUrl,
    severity: 'warning',
    runbook: 'ingress-slow',
    meaning: `One of a hundred answers took more than ${SLOW_SECONDS} seconds for 15 minutes.`,
    namespace: 'AWS/ApplicationELB',
    metricName: 'TargetResponseTime',
    dimensions: { LoadBalancer: balancer.attrLoadBalancerFullName },
    statistic: 'p99',
    threshold: SLOW_SECONDS,
  });
}

import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnLoggingConfiguration, CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { requireGlobalRegion } from '../../base/requireGlobalRegion';
import type { StagePolicy } from '../../schema';
import { WorkloadLogs } from '../logs/WorkloadLogs';
import type { LogDelivery } from './LogDelivery';

/** Rule groups that AWS maintains, in the order in which they are asked. */
const MANAGED_RULES = [
  'AWSManagedRulesAmazonIpReputationList',
  'AWSManagedRulesCommonRuleSet',
  'AWSManagedRulesKnownBadInputsRuleSet',
  'AWSManagedRulesSQLiRuleSet',
] as const;

/** Settings of a `WebAcl`. */
export interface WebAclProps {
  readonly policy: StagePolicy;
  readonly name: string;
  readonly key: IKey;
  /** Requests that one address may make in 5 minutes. */
  readonly requestLimit: number;
  /** Lets WAF write to `aws-waf-logs-<name>`. */
  readonly delivery: LogDelivery;
}

/** A web application firewall for CloudFront: a limit for each address, rules that AWS maintains, and logs without credentials. */
export class WebAcl extends Construct {
  readonly acl: CfnWebACL;
  readonly logs: WorkloadLogs;

  constructor(scope: Construct, id: string, props: WebAclProps) {
    super(scope, id);
    requireGlobalRegion(this, 'CloudFront');
    const visibility = (metricName: string) => ({
      cloudWatchMetricsEnabled: true,
      sampledRequestsEnabled: true,
      metricName,
    });
    this.acl = new CfnWebACL(this, 'Acl', {
      name: props.name,
      scope: 'CLOUDFRONT',
      defaultAction: { allow: {} },
      visibilityConfig: visibility(props.name),
      rules: [
        {
          name: 'LimitRequests',
          priority: 0,
          action: { block: {} },
          statement: {
            rateBasedStatement: {
              limit: props.requestLimit,
              aggregateKeyType: 'IP',
            },
          },
          visibilityConfig: visibility('LimitRequests'),
        },
        ...MANAGED_RULES.map((name, index) => ({
          name,
          priority: index + 1,
          overrideAction: { none: {} },
          statement: {
            managedRuleGroupStatement: { vendorName: 'AWS', name },
          },
          visibilityConfig: visibility(name),
        })),
      ],
    });
    this.logs = new WorkloadLogs(this, 'Logs', {
      policy: props.policy,
      key: props.key,
      // WAF accepts only groups whose name starts so.
      logGroupName: `aws-waf-logs-${props.name}`,
    });
    const logging = new CfnLoggingConfiguration(this, 'Logging', {
      resourceArn: this.acl.attrArn,
      logDestinationConfigs: [
        Stack.of(this).formatArn({
          service: 'logs',
          resource: `log-group:aws-waf-logs-${props.name}`,
        }),
      ],
      redactedFields: ['authorization', 'cookie'].map(Name => ({
        singleHeader: { Name },
      })),
    });
    logging.node.addDependency(this.logs, props.delivery);
  }
}

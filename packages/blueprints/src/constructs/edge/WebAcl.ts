import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  CfnLoggingConfiguration,
  CfnWebACL,
  CfnWebACLAssociation,
} from 'aws-cdk-lib/aws-wafv2';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { requireGlobalRegion } from '../../base/requireGlobalRegion';
import {
  FIREWALL_DEFAULTS,
  FIREWALL_GROUPS,
  type FirewallTuning,
  type StagePolicy,
} from '../../schema';
import { RunbookAlarm } from '../alarm/RunbookAlarm';
import type { AlarmAudience } from '../alarm/AlarmAudience';
import { WorkloadLogs } from '../logs/WorkloadLogs';
import type { LogDelivery } from './LogDelivery';

/** Settings of a `WebAcl`. */
export interface WebAclProps extends AlarmAudience {
  readonly policy: StagePolicy;
  readonly name: string;
  readonly key: IKey;
  /**
   * ARN of the load balancer that it stands before.
   *
   * @default - it is for CloudFront, whose distribution names it
   */
  readonly protects?: string;
  /**
   * Lets WAF write to `aws-waf-logs-<name>`.
   *
   * @default - AWS adds the group to its own policy `AWSLogDeliveryWrite20150319`, since the role that deploys may call
   * `logs:PutResourcePolicy`. A region holds ten policies, and public units of an account would each take one.
   */
  readonly delivery?: LogDelivery;
  /**
   * What is refused and what only counts.
   *
   * @default - all that its rules find is refused, and 2000 requests of one address in 5 minutes pass
   */
  readonly tuning?: Partial<FirewallTuning>;
}

/**
 * A web application firewall for CloudFront or a load balancer: a limit for each address, rules that AWS maintains, logs without
 * credentials, and an alarm on what it blocks.
 */
export class WebAcl extends Construct {
  readonly acl: CfnWebACL;
  readonly logs: WorkloadLogs;

  constructor(scope: Construct, id: string, props: WebAclProps) {
    super(scope, id);
    if (!props.protects) {
      requireGlobalRegion(this, 'CloudFront');
    }
    this.acl = new CfnWebACL(this, 'Acl', {
      name: props.name,
      scope: props.protects ? 'REGIONAL' : 'CLOUDFRONT',
      defaultAction: { allow: {} },
      visibilityConfig: visibility(props.name),
      rules: rulesOf(props.tuning),
    });
    if (props.protects) {
      new CfnWebACLAssociation(this, 'Association', {
        resourceArn: props.protects,
        webAclArn: this.acl.attrArn,
      });
    }
    this.logs = this.#log(props);
    this.#watch(props);
  }

  /** Replaces what is refused and what only counts, for the `stack.ts` of a unit. What is left out is as by default. */
  tune(tuning: Partial<FirewallTuning>): void {
    this.acl.rules = rulesOf(tuning);
  }

  #log(props: WebAclProps): WorkloadLogs {
    // WAF accepts only groups whose name starts so.
    const logGroupName = `aws-waf-logs-${props.name}`;
    const logs = new WorkloadLogs(this, 'Logs', {
      policy: props.policy,
      key: props.key,
      logGroupName,
    });
    const logging = new CfnLoggingConfiguration(this, 'Logging', {
      resourceArn: this.acl.attrArn,
      logDestinationConfigs: [
        Stack.of(this).formatArn({
          service: 'logs',
          resource: `log-group:${logGroupName}`,
        }),
      ],
      redactedFields: ['authorization', 'cookie'].map(Name => ({
        singleHeader: { Name },
      })),
    });
    logging.node.addDependency(
      logs,
      ...(props.delivery ? [props.delivery] : []),
    );
    return logs;
  }

  #watch({ name, alerts, runbooksUrl, protects }: WebAclProps): void {
    new RunbookAlarm(this, 'BlockedAlarm', {
      alerts,
      runbooksUrl,
      severity: 'warning',
      runbook: 'edge-blocked-requests',
      meaning: 'The firewall blocked more than 1000 requests in 5 minutes.',
      namespace: 'AWS/WAFV2',
      metricName: 'BlockedRequests',
      dimensions: {
        WebACL: name,
        Rule: 'ALL',
        // Of CloudFront's there is one in the world.
        ...(protects && { Region: Stack.of(this).region }),
      },
      statistic: 'Sum',
      threshold: 1000,
      evaluationPeriods: 1,
    });
  }
}

function visibility(metricName: string): CfnWebACL.VisibilityConfigProperty {
  return {
    cloudWatchMetricsEnabled: true,
    sampledRequestsEnabled: true,
    metricName,
  };
}

function rulesOf(
  tuning: Partial<FirewallTuning> = {},
): CfnWebACL.RuleProperty[] {
  const { firewall, firewallExclusions, requestLimit } = {
    ...FIREWALL_DEFAULTS,
    ...tuning,
  };
  const excluded = firewallExclusions.map(rule => rule.split('/'));
  const unknown = excluded.find(
    ([group, rule]) =>
      !rule || !(FIREWALL_GROUPS as readonly string[]).includes(group),
  );
  if (unknown) {
    throw new RangeError(
      `firewallExclusions: ${unknown.join('/')} is no rule of ${FIREWALL_GROUPS.join(', ')}; name it as group/rule`,
    );
  }
  return [
    {
      name: 'LimitRequests',
      priority: 0,
      action: { [firewall]: {} },
      statement: {
        rateBasedStatement: { limit: requestLimit, aggregateKeyType: 'IP' },
      },
      visibilityConfig: visibility('LimitRequests'),
    },
    ...FIREWALL_GROUPS.map((name, index) => {
      const counted = excluded.filter(([group]) => group === name);
      return {
        name,
        priority: index + 1,
        overrideAction: firewall === 'count' ? { count: {} } : { none: {} },
        statement: {
          managedRuleGroupStatement: {
            vendorName: 'AWS',
            name,
            ruleActionOverrides: counted.length
              ? counted.map(([, rule]) => ({
                  name: rule,
                  actionToUse: { count: {} },
                }))
              : undefined,
          },
        },
        visibilityConfig: visibility(name),
      };
    }),
  ];
}

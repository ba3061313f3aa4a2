import {
  CfnConfigRule,
  CfnOrganizationConfigRule,
} from 'aws-cdk-lib/aws-config';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { Construct, type IDependable } from 'constructs';
import type { Alerts } from '../alerts/Alerts';
import { COMPLIANCE_RULES, type ComplianceRule } from './complianceRules';

/** Settings of `ComplianceChecks`. */
export interface ComplianceChecksProps {
  readonly name: string;
  /** Whether every account of the organization is checked; each needs a recorder of its own. */
  readonly organization: boolean;
  /** What must be there first. */
  readonly recorder: IDependable;
  readonly alerts: Alerts;
  readonly runbooksUrl: string;
}

/** Checks resources against the rules, and announces those that begin to break one. */
export class ComplianceChecks extends Construct {
  constructor(scope: Construct, id: string, props: ComplianceChecksProps) {
    super(scope, id);
    for (const rule of COMPLIANCE_RULES) {
      const made = props.organization
        ? this.#inOrganization(rule, props.name)
        : this.#inAccount(rule, props.name);
      made.node.addDependency(props.recorder);
    }
    new CfnRule(this, 'Broken', {
      description: `A resource begins to break a rule of Config. Runbook: ${props.runbooksUrl}/config-rule.md`,
      eventPattern: {
        source: ['aws.config'],
        'detail-type': ['Config Rules Compliance Change'],
        detail: { newEvaluationResult: { complianceType: ['NON_COMPLIANT'] } },
      },
      targets: [{ id: 'Warning', arn: props.alerts.topics.warning.topicArn }],
    });
  }

  #inAccount(rule: ComplianceRule, name: string): CfnConfigRule {
    return new CfnConfigRule(this, rule.name, {
      configRuleName: `${name}-${rule.name}`,
      description: rule.description,
      source: { owner: 'AWS', sourceIdentifier: rule.identifier },
      inputParameters: rule.parameters,
    });
  }

  #inOrganization(
    rule: ComplianceRule,
    name: string,
  ): CfnOrganizationConfigRule {
    return new CfnOrganizationConfigRule(this, `organization-${rule.name}`, {
      organizationConfigRuleName: `${name}-${rule.name}`,
      organizationManagedRuleMetadata: {
        ruleIdentifier: rule.identifier,
        description: rule.description,
        inputParameters: rule.parameters && JSON.stringify(rule.parameters),
      },
    });
  }
}

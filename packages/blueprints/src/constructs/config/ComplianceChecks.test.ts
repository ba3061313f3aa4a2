import { Match, Template } from 'aws-cdk-lib/assertions';
import { CfnConfigurationRecorder } from 'aws-cdk-lib/aws-config';
import { exampleParts, RUNBOOKS_URL } from '../../testing/exampleParts';
import { ComplianceChecks } from './ComplianceChecks';
import { COMPLIANCE_RULES } from './complianceRules';

function synthesize(organization: boolean): Template {
  const { stack, alerts, runbooksUrl } = exampleParts('shared');
  new ComplianceChecks(stack, 'Rules', {
    name: 'example',
    organization,
    alerts,
    runbooksUrl,
    recorder: new CfnConfigurationRecorder(stack, 'Recorder', {
      roleArn: 'arn:aws:iam::111122223333:role/recorder',
    }),
  });
  return Template.fromStack(stack);
}

const account = synthesize(false);
const organization = synthesize(true);

describe('ComplianceChecks', () => {
  it('checks the account against every rule, once there is a recorder', () => {
    account.resourceCountIs('AWS::Config::ConfigRule', COMPLIANCE_RULES.length);
    account.resourceCountIs('AWS::Config::OrganizationConfigRule', 0);
    for (const { name, identifier } of COMPLIANCE_RULES) {
      account.hasResource('AWS::Config::ConfigRule', {
        Properties: {
          ConfigRuleName: `example-${name}`,
          Source: { Owner: 'AWS', SourceIdentifier: identifier },
        },
        DependsOn: ['Recorder'],
      });
    }
  });

  it('checks every account of the organization against the same rules', () => {
    organization.resourceCountIs('AWS::Config::ConfigRule', 0);
    for (const { name, identifier } of COMPLIANCE_RULES) {
      organization.hasResource('AWS::Config::OrganizationConfigRule', {
        Properties: {
          OrganizationConfigRuleName: `example-${name}`,
          OrganizationManagedRuleMetadata: { RuleIdentifier: identifier },
        },
        DependsOn: ['Recorder'],
      });
    }
  });

  it('gives each kind of rule its parameters as AWS asks for them: an object, and text', () => {
    account.hasResourceProperties('AWS::Config::ConfigRule', {
      ConfigRuleName: 'example-iam-key-age',
      InputParameters: { maxAccessKeyAge: '90' },
    });
    organization.hasResourceProperties('AWS::Config::OrganizationConfigRule', {
      OrganizationConfigRuleName: 'example-iam-key-age',
      OrganizationManagedRuleMetadata: {
        InputParameters: '{"maxAccessKeyAge":"90"}',
      },
    });
    account.hasResourceProperties('AWS::Config::ConfigRule', {
      ConfigRuleName: 'example-root-mfa',
      InputParameters: Match.absent(),
    });
  });

  it('warns of what begins to break a rule, with the runbook', () => {
    account.hasResourceProperties('AWS::Events::Rule', {
      Description: Match.stringLikeRegexp(`${RUNBOOKS_URL}/config-rule.md`),
      EventPattern: {
        source: ['aws.config'],
        'detail-type': ['Config Rules Compliance Change'],
        detail: { newEvaluationResult: { complianceType: ['NON_COMPLIANT'] } },
      },
      Targets: [
        {
          Id: 'Warning',
          Arn: { Ref: Match.stringLikeRegexp('^AlertsWarning') },
        },
      ],
    });
  });

  it('has names that AWS accepts below the longest name of a unit', () => {
    for (const { name } of COMPLIANCE_RULES) {
      expect(`${'n'.repeat(40)}-${name}`.length).toBeLessThanOrEqual(64);
    }
  });
});

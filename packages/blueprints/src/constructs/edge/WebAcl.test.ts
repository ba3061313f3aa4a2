import { Match, Template } from 'aws-cdk-lib/assertions';
import { exampleParts } from '../../testing/exampleParts';
import { LogDelivery } from './LogDelivery';
import { WebAcl, type WebAclProps } from './WebAcl';

function protect(
  parts: ReturnType<typeof exampleParts>,
  more: Partial<WebAclProps> = {},
) {
  const { stack, policy, key, alerts, runbooksUrl } = parts;
  const delivery = more.protects
    ? undefined
    : new LogDelivery(stack, 'Delivery', {
        name: 'example',
        logGroupNames: ['aws-waf-logs-example'],
      });
  new WebAcl(stack, 'WebAcl', {
    policy,
    key,
    alerts,
    runbooksUrl,
    delivery,
    name: 'example',
    ...more,
  });
  return Template.fromStack(stack);
}

/** A rule group that blocks, and the one rule of it that counts. */
const managed = (group: string, counted?: string) => ({
  OverrideAction: { None: {} },
  Statement: {
    ManagedRuleGroupStatement: {
      Name: `AWSManagedRules${group}`,
      RuleActionOverrides: counted
        ? [{ Name: counted, ActionToUse: { Count: {} } }]
        : Match.absent(),
    },
  },
});

describe('WebAcl', () => {
  const template = protect(exampleParts('production'));

  it('limits each address first, and then asks the rules that AWS maintains', () => {
    template.hasResourceProperties('AWS::WAFv2::WebACL', {
      Scope: 'CLOUDFRONT',
      DefaultAction: { Allow: {} },
      Rules: [
        Match.objectLike({
          Priority: 0,
          Action: { Block: {} },
          Statement: {
            RateBasedStatement: { Limit: 2000, AggregateKeyType: 'IP' },
          },
        }),
        ...[
          'AWSManagedRulesAmazonIpReputationList',
          'AWSManagedRulesCommonRuleSet',
          'AWSManagedRulesKnownBadInputsRuleSet',
          'AWSManagedRulesSQLiRuleSet',
        ].map((name, index) =>
          Match.objectLike({
            Priority: index + 1,
            // Their own decisions stand: nothing is only counted.
            OverrideAction: { None: {} },
            Statement: {
              ManagedRuleGroupStatement: { VendorName: 'AWS', Name: name },
            },
          }),
        ),
      ],
    });
  });

  it('logs requests without their credentials, to an encrypted group of the name that WAF asks for', () => {
    template.hasResourceProperties('AWS::WAFv2::LoggingConfiguration', {
      RedactedFields: [
        { SingleHeader: { Name: 'authorization' } },
        { SingleHeader: { Name: 'cookie' } },
      ],
      LogDestinationConfigs: [
        'arn:aws:logs:us-east-1:111122223333:log-group:aws-waf-logs-example',
      ],
    });
    template.hasResource('AWS::Logs::LogGroup', {
      DeletionPolicy: 'RetainExceptOnCreate',
      Properties: {
        LogGroupName: 'aws-waf-logs-example',
        RetentionInDays: 365,
        KmsKeyId: Match.anyValue(),
      },
    });
  });

  it('logs only once WAF may write', () => {
    const [policy] = Object.keys(
      template.findResources('AWS::Logs::ResourcePolicy'),
    );
    template.hasResource('AWS::WAFv2::LoggingConfiguration', {
      DependsOn: Match.arrayWith([policy]),
    });
  });

  it('pages when it blocks many requests', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'BlockedRequests',
      Dimensions: [
        { Name: 'Rule', Value: 'ALL' },
        { Name: 'WebACL', Value: 'example' },
      ],
    });
  });

  const BALANCER =
    'arn:aws:elasticloadbalancing:us-west-2:111122223333:loadbalancer/app/x/y';
  const OREGON = { account: '111122223333', region: 'us-west-2' };

  it('stands before a load balancer of any region, and takes none of the ten policies of logs', () => {
    const regional = protect(exampleParts('dev', OREGON), {
      protects: BALANCER,
    });
    regional.resourceCountIs('AWS::Logs::ResourcePolicy', 0);
    regional.hasResourceProperties('AWS::WAFv2::WebACL', { Scope: 'REGIONAL' });
    regional.hasResource('AWS::WAFv2::LoggingConfiguration', {});
    regional.hasResourceProperties('AWS::WAFv2::WebACLAssociation', {
      ResourceArn: BALANCER,
      WebACLArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^WebAcl'), 'Arn'] },
    });
    regional.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'BlockedRequests',
      Dimensions: Match.arrayWith([{ Name: 'Region', Value: 'us-west-2' }]),
    });
  });

  it('counts first where it is asked to, and then blocks all but the rules that are excluded', () => {
    const { stack, ...parts } = exampleParts('dev', OREGON);
    const acl = new WebAcl(stack, 'WebAcl', {
      ...parts,
      name: 'example',
      protects: BALANCER,
      tuning: { firewall: 'count' },
    });
    const rules = () => stack.resolve(acl.acl.rules);
    expect(
      rules().map((rule: { action?: object; overrideAction?: object }) => [
        rule.action ?? rule.overrideAction,
      ]),
    ).toEqual(Array(5).fill([{ count: {} }]));

    acl.tune({
      requestLimit: 500,
      firewallExclusions: [
        'AWSManagedRulesCommonRuleSet/SizeRestrictions_BODY',
        'AWSManagedRulesSQLiRuleSet/SQLi_BODY',
      ],
    });
    Template.fromStack(stack).hasResourceProperties('AWS::WAFv2::WebACL', {
      Rules: [
        {
          Action: { Block: {} },
          Statement: { RateBasedStatement: { Limit: 500 } },
        },
        managed('AmazonIpReputationList'),
        managed('CommonRuleSet', 'SizeRestrictions_BODY'),
        managed('KnownBadInputsRuleSet'),
        managed('SQLiRuleSet', 'SQLi_BODY'),
      ].map(rule => Match.objectLike(rule)),
    });
  });

  it('refuses an exclusion that is no rule of its groups', () => {
    expect(() =>
      protect(exampleParts('production'), {
        tuning: { firewallExclusions: ['SizeRestrictions_BODY'] },
      }),
    ).toThrow(/^firewallExclusions: SizeRestrictions_BODY is no rule of /);
  });

  it('refuses a region that CloudFront takes no firewall from', () => {
    expect(() =>
      protect(
        exampleParts('dev', { account: '111122223333', region: 'us-west-2' }),
      ),
    ).toThrow(/takes it from us-east-1 alone, and its stack is in us-west-2/);
  });
});

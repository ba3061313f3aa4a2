import { Match, Template } from 'aws-cdk-lib/assertions';
import { exampleParts } from '../../testing/exampleParts';
import { LogDelivery } from './LogDelivery';
import { WebAcl } from './WebAcl';

function protect(parts: ReturnType<typeof exampleParts>) {
  const { stack, policy, key } = parts;
  const delivery = new LogDelivery(stack, 'Delivery', {
    name: 'example',
    logGroupNames: ['aws-waf-logs-example'],
  });
  new WebAcl(stack, 'WebAcl', {
    policy,
    key,
    delivery,
    name: 'example',
    requestLimit: 2000,
  });
  return Template.fromStack(stack);
}

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

  it('refuses a region that CloudFront takes no firewall from', () => {
    expect(() =>
      protect(
        exampleParts('dev', { account: '111122223333', region: 'us-west-2' }),
      ),
    ).toThrow(/takes it from us-east-1 alone, and its stack is in us-west-2/);
  });
});

import { Match, Template } from 'aws-cdk-lib/assertions';
import type { Stage } from '../../schema';
import { exampleParts } from '../../testing/exampleParts';
import { EdgeDistribution } from './EdgeDistribution';
import { LogDelivery } from './LogDelivery';

function edge(stage: Stage, region = 'us-east-1') {
  const parts = exampleParts(stage, {
    account: '111122223333',
    region,
  });
  const { stack } = parts;
  new EdgeDistribution(stack, 'Edge', {
    ...parts,
    name: 'example',
    domainName: 'app.example.com',
    hostedZoneId: 'Z0123456789EXAMPLE',
    webAclArn:
      'arn:aws:wafv2:us-east-1:111122223333:global/webacl/example/00000000-0000-4000-8000-000000000000',
    delivery: new LogDelivery(stack, 'Delivery', {
      name: 'example',
      logGroupNames: ['/plinth/example/cloudfront'],
    }),
  });
  return Template.fromStack(stack);
}

describe('EdgeDistribution', () => {
  const template = edge('production');
  const expectDistribution = (config: Record<string, unknown>) =>
    template.hasResourceProperties('AWS::CloudFront::Distribution', {
      DistributionConfig: config,
    });

  it('speaks TLS 1.2 or newer on both sides, under a certificate that the zone validates, behind the firewall', () => {
    const [certificate] = Object.keys(
      template.findResources('AWS::CertificateManager::Certificate', {
        Properties: {
          DomainName: 'app.example.com',
          ValidationMethod: 'DNS',
          DomainValidationOptions: [
            {
              DomainName: 'app.example.com',
              HostedZoneId: 'Z0123456789EXAMPLE',
            },
          ],
        },
      }),
    );
    expectDistribution({
      Aliases: ['app.example.com'],
      ViewerCertificate: {
        AcmCertificateArn: { Ref: certificate },
        MinimumProtocolVersion: 'TLSv1.2_2021',
        SslSupportMethod: 'sni-only',
      },
      Origins: [
        Match.objectLike({
          DomainName: 'origin.app.example.com',
          CustomOriginConfig: Match.objectLike({
            OriginProtocolPolicy: 'https-only',
            OriginSSLProtocols: ['TLSv1.2'],
          }),
        }),
      ],
      WebACLId: Match.stringLikeRegexp(':global/webacl/example/'),
    });
  });

  it('redirects HTTP, adds security headers, and caches nothing but files below /static/', () => {
    const common = {
      ViewerProtocolPolicy: 'redirect-to-https',
      ResponseHeadersPolicyId: '67f7725c-6f97-4210-82d7-5512b31e9d03',
    };
    expectDistribution({
      DefaultCacheBehavior: Match.objectLike({
        ...common,
        AllowedMethods: Match.arrayWith(['POST', 'DELETE']),
        CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
      }),
      CacheBehaviors: [
        Match.objectLike({
          ...common,
          PathPattern: '/static/*',
          AllowedMethods: ['GET', 'HEAD'],
          CachePolicyId: '658327ea-f89d-4fab-a63d-7e88639e58f6',
        }),
      ],
    });
  });

  it('hands the viewer’s host on, by which the load balancer knows its own', () => {
    expectDistribution({
      DefaultCacheBehavior: Match.objectLike({
        OriginRequestPolicyId: '216adef6-5c7f-47e4-b989-5492eafa07d3',
      }),
    });
  });

  it('has the domain’s records, over IPv4 and IPv6', () => {
    const records = ['A', 'AAAA'].map(Type =>
      Match.objectLike({
        Type,
        Name: 'app.example.com',
        AliasTarget: Match.objectLike({ HostedZoneId: 'Z2FDTNDATAQYW2' }),
      }),
    );
    template.hasResourceProperties('AWS::Route53::RecordSetGroup', {
      HostedZoneId: 'Z0123456789EXAMPLE',
      RecordSets: records,
    });
  });

  it('logs access as JSON, once CloudFront may write', () => {
    template.hasResourceProperties('AWS::Logs::DeliverySource', {
      Name: 'example-cloudfront',
      LogType: 'ACCESS_LOGS',
    });
    template.hasResourceProperties('AWS::Logs::DeliveryDestination', {
      OutputFormat: 'json',
    });
    const [policy] = Object.keys(
      template.findResources('AWS::Logs::ResourcePolicy'),
    );
    template.hasResource('AWS::Logs::Delivery', {
      DependsOn: Match.arrayWith([policy]),
    });
  });

  it('keeps its logs as long as the stage says, and with their stack only in previews', () => {
    const logs = { LogGroupName: '/plinth/example/cloudfront' };
    template.hasResource('AWS::Logs::LogGroup', {
      DeletionPolicy: 'RetainExceptOnCreate',
      Properties: { ...logs, RetentionInDays: 365 },
    });
    edge('preview').hasResource('AWS::Logs::LogGroup', {
      DeletionPolicy: 'Delete',
      Properties: { ...logs, RetentionInDays: 7 },
    });
  });

  it('refuses a region that CloudFront takes no certificate from', () => {
    expect(() => edge('dev', 'eu-west-1')).toThrow(
      /takes it from us-east-1 alone, and its stack is in eu-west-1/,
    );
  });
});

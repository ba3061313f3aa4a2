import { Match, Template } from 'aws-cdk-lib/assertions';
import { exampleParts, RUNBOOKS_URL } from '../../testing/exampleParts';
import { PrivateZone } from './PrivateZone';
import { PublicZone } from './PublicZone';
import { QueryLogs } from './QueryLogs';
import { ZoneSigning } from './ZoneSigning';

const ELSEWHERE = { account: '111122223333', region: 'eu-west-1' };

function synthesize(): Template {
  const { stack, policy, key, alerts, runbooksUrl } = exampleParts('shared');
  const queries = new QueryLogs(stack, 'Queries', {
    policy,
    key,
    name: 'example',
    logGroupName: '/aws/route53/example',
  });
  const full = new PublicZone(stack, 'Public', {
    domain: 'example.com',
    queryLogGroupArn: queries.logGroupArn,
  });
  full.addCertificate({ alerts, runbooksUrl });
  new ZoneSigning(stack, 'Signing', {
    hostedZoneId: full.zone.ref,
    alias: 'plinth/example-dnssec',
    alerts,
    runbooksUrl,
  });
  new PublicZone(stack, 'Bare', { domain: 'example.org' });
  new PrivateZone(stack, 'Private', {
    domain: 'internal.example.com',
    vpcId: 'vpc-0123456789abcdef0',
  });
  return Template.fromStack(stack);
}

const template = synthesize();
const zone = { Ref: Match.stringLikeRegexp('^PublicZone') };

/** The alarms are critical, link a runbook, and look at one resource. */
function expectAlarm(
  MetricName: string,
  runbook: string,
  properties: Record<string, unknown>,
) {
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName,
    AlarmActions: [{ Ref: Match.stringLikeRegexp('^AlertsCritical') }],
    AlarmDescription: Match.stringLikeRegexp(`${RUNBOOKS_URL}/${runbook}.md`),
    ...properties,
  });
}

describe('PublicZone', () => {
  it('outlives its stack, because registrars point to its name servers', () => {
    template.hasResource('AWS::Route53::HostedZone', {
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
      Properties: { Name: 'example.com', VPCs: Match.absent() },
    });
  });

  it('logs queries only where it is told to', () => {
    template.hasResourceProperties('AWS::Route53::HostedZone', {
      Name: 'example.com',
      QueryLoggingConfig: {
        CloudWatchLogsLogGroupArn:
          'arn:aws:logs:us-east-1:111122223333:log-group:/aws/route53/example',
      },
    });
    template.hasResourceProperties('AWS::Route53::HostedZone', {
      Name: 'example.org',
      QueryLoggingConfig: Match.absent(),
    });
  });

  it('has on request one certificate of the domain and what is below it, which the zone itself proves', () => {
    template.resourceCountIs('AWS::CertificateManager::Certificate', 1);
    template.hasResourceProperties('AWS::CertificateManager::Certificate', {
      DomainName: 'example.com',
      SubjectAlternativeNames: ['*.example.com'],
      ValidationMethod: 'DNS',
      DomainValidationOptions: [
        { DomainName: 'example.com', HostedZoneId: zone },
      ],
    });
    expectAlarm('DaysToExpiry', 'certificate-expiry', {
      Statistic: 'Minimum',
      Period: 86_400,
      Threshold: 30,
      ComparisonOperator: 'LessThanThreshold',
    });
  });
});

describe('PrivateZone', () => {
  it('is resolved by the network that it is given, and outlives its stack', () => {
    template.hasResource('AWS::Route53::HostedZone', {
      DeletionPolicy: 'RetainExceptOnCreate',
      Properties: {
        Name: 'internal.example.com',
        VPCs: [{ VPCId: 'vpc-0123456789abcdef0', VPCRegion: 'us-east-1' }],
      },
    });
  });
});

describe('QueryLogs', () => {
  it('lets Route 53 write to its log group for zones of this account alone', () => {
    template.hasResource('AWS::Logs::ResourcePolicy', {
      Properties: { PolicyName: 'example-route53' },
      DependsOn: [Match.stringLikeRegexp('^QueriesLogs')],
    });
    const [{ Properties }] = Object.values(
      template.findResources('AWS::Logs::ResourcePolicy'),
    );
    expect(JSON.parse(Properties.PolicyDocument).Statement).toEqual([
      {
        Sid: 'WriteQueries',
        Effect: 'Allow',
        Principal: { Service: 'route53.amazonaws.com' },
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource:
          'arn:aws:logs:us-east-1:111122223333:log-group:/aws/route53/example:*',
        Condition: {
          StringEquals: { 'aws:SourceAccount': '111122223333' },
          ArnLike: { 'aws:SourceArn': 'arn:aws:route53:::hostedzone/*' },
        },
      },
    ]);
  });

  it('keeps queries encrypted, as long as the stage says', () => {
    template.hasResourceProperties('AWS::Logs::LogGroup', {
      LogGroupName: '/aws/route53/example',
      RetentionInDays: 365,
      KmsKeyId: Match.anyValue(),
    });
  });

  it.each([
    ['us-east-1', '/plinth/example/queries', 'must begin with /aws/route53/'],
    ['eu-west-1', '/aws/route53/example', 'takes it from us-east-1 alone'],
  ])(
    'refuses what Route 53 cannot write to: in %s, %s',
    (region, logGroupName, message) => {
      const { stack, policy, key } = exampleParts('shared', {
        ...ELSEWHERE,
        region,
      });
      expect(
        () =>
          new QueryLogs(stack, 'Queries', {
            policy,
            key,
            name: 'example',
            logGroupName,
          }),
      ).toThrow(message);
    },
  );
});

describe('ZoneSigning', () => {
  it('signs with an elliptic key of its own that only Route 53 uses, for this account', () => {
    template.hasResourceProperties('AWS::KMS::Key', {
      KeySpec: 'ECC_NIST_P256',
      KeyUsage: 'SIGN_VERIFY',
      KeyPolicy: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Sid: 'SignZone',
            Principal: { Service: 'dnssec-route53.amazonaws.com' },
            Action: ['kms:DescribeKey', 'kms:GetPublicKey', 'kms:Sign'],
            Condition: {
              StringEquals: { 'aws:SourceAccount': '111122223333' },
            },
          }),
          Match.objectLike({
            Sid: 'LetSignersIn',
            Action: 'kms:CreateGrant',
            Condition: Match.objectLike({
              Bool: { 'kms:GrantIsForAWSResource': 'true' },
            }),
          }),
        ]),
      },
    });
    template.hasResourceProperties('AWS::KMS::Alias', {
      AliasName: 'alias/plinth/example-dnssec',
    });
  });

  it('switches signing on once there is a signing key', () => {
    template.hasResource('AWS::Route53::DNSSEC', {
      Properties: { HostedZoneId: zone },
      DependsOn: [Match.stringLikeRegexp('^SigningSigningKey')],
    });
  });

  it('leaves key, signing key and switch when the stack goes: an unsigned zone would not resolve', () => {
    template.hasResource('AWS::KMS::Key', {
      DeletionPolicy: 'RetainExceptOnCreate',
      Properties: { KeyUsage: 'SIGN_VERIFY' },
    });
    for (const type of ['KeySigningKey', 'DNSSEC']) {
      template.hasResource(`AWS::Route53::${type}`, {
        DeletionPolicy: 'RetainExceptOnCreate',
        UpdateReplacePolicy: 'Retain',
      });
    }
  });

  it.each(['DNSSECInternalFailure', 'DNSSECKeySigningKeysNeedingAction'])(
    'pages at the first %s',
    metric => {
      expectAlarm(metric, 'zone-signing', {
        Dimensions: [{ Name: 'HostedZoneId', Value: zone }],
        Statistic: 'Sum',
        Threshold: 0,
        ComparisonOperator: 'GreaterThanThreshold',
      });
    },
  );

  it('refuses a region in which Route 53 uses no keys', () => {
    const { stack, alerts, runbooksUrl } = exampleParts('shared', ELSEWHERE);
    expect(
      () =>
        new ZoneSigning(stack, 'Signing', {
          hostedZoneId: 'Z0123456789EXAMPLE',
          alias: 'plinth/example-dnssec',
          alerts,
          runbooksUrl,
        }),
    ).toThrow('takes it from us-east-1 alone');
  });
});

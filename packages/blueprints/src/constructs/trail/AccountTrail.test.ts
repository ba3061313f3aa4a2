import { Match, Template } from 'aws-cdk-lib/assertions';
import type { Stage } from '../../schema';
import { exampleParts, RUNBOOKS_URL } from '../../testing/exampleParts';
import { AccountTrail, type AccountTrailProps } from './AccountTrail';

const TRAIL = 'arn:aws:cloudtrail:us-east-1:111122223333:trail/example';

function synthesize(
  stage: Stage,
  props: Partial<AccountTrailProps> = {},
): Template {
  const { stack, ...parts } = exampleParts(stage);
  new AccountTrail(stack, 'Trail', {
    ...parts,
    name: 'example',
    bucketName: 'example-trail-111122223333-us-east-1',
    logGroupName: '/plinth/example/trail',
    guardDuty: false,
    ...props,
  });
  return Template.fromStack(stack);
}

const dev = synthesize('dev');
const shared = synthesize('shared', {
  guardDuty: true,
  organization: { id: 'o-a1b2c3d4e5', managementAccount: '999988887777' },
});

/** What CloudTrail may do by the policies of resources, with its conditions. */
const grantsOf = (template: Template, type: string, document: string) =>
  Object.values(template.findResources(type))
    .flatMap(({ Properties }) => Properties[document].Statement)
    .filter(
      ({ Principal }) => Principal?.Service === 'cloudtrail.amazonaws.com',
    );

describe('AccountTrail', () => {
  it('records every region under the key, with files that show when they were changed', () => {
    dev.hasResourceProperties('AWS::CloudTrail::Trail', {
      TrailName: 'example',
      IsLogging: true,
      IsMultiRegionTrail: true,
      IncludeGlobalServiceEvents: true,
      EnableLogFileValidation: true,
      KMSKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Key'), 'Arn'] },
      S3BucketName: { Ref: Match.stringLikeRegexp('^TrailBucket') },
      CloudWatchLogsLogGroupArn: Match.anyValue(),
      IsOrganizationTrail: Match.absent(),
    });
  });

  it('is admitted to key and bucket as this one trail, and writes below its own account', () => {
    const fromTrail = { StringEquals: { 'aws:SourceArn': TRAIL } };
    const grants = [
      ...grantsOf(dev, 'AWS::KMS::Key', 'KeyPolicy'),
      ...grantsOf(dev, 'AWS::S3::BucketPolicy', 'PolicyDocument'),
    ];
    expect(grants.map(({ Sid }) => Sid).sort()).toEqual([
      'CheckTrailBucket',
      'EncryptTrail',
      'WriteTrail',
    ]);
    for (const { Condition } of grants) {
      expect(Condition).toEqual(fromTrail);
    }
    const [write] = grants.filter(({ Sid }) => Sid === 'WriteTrail');
    expect(JSON.stringify(write.Resource)).toContain('/AWSLogs/111122223333/*');
  });

  it('starts once bucket and log group let it in', () => {
    dev.hasResource('AWS::CloudTrail::Trail', {
      DependsOn: Match.arrayWith([
        Match.stringLikeRegexp('^TrailBucketPolicy'),
        Match.stringLikeRegexp('^TrailLogRolePolicy'),
      ]),
    });
  });

  it.each([
    ['dev', dev, 30],
    ['shared', shared, 365],
  ] as const)(
    'keeps its log as long as the stage says, and its record: %s',
    (_stage, template, days) => {
      template.hasResourceProperties('AWS::Logs::LogGroup', {
        LogGroupName: '/plinth/example/trail',
        RetentionInDays: days,
      });
      template.hasResource('AWS::S3::Bucket', {
        DeletionPolicy: 'RetainExceptOnCreate',
        Properties: { BucketName: 'example-trail-111122223333-us-east-1' },
      });
    },
  );

  it.each([
    [
      'changes in the console',
      'ConsoleEdit',
      'console-edit',
      'sessionCredentialFromConsole.*readOnly IS FALSE',
    ],
    [
      'sign-ins without a second factor, by users and root alone',
      'LoginWithoutMfa',
      'login-without-mfa',
      'ConsoleLogin.*MFAUsed != "Yes".*"IAMUser".*"Root"',
    ],
  ])('pages at the first of %s', (_what, id, runbook, pattern) => {
    dev.hasResourceProperties('AWS::Logs::MetricFilter', {
      FilterPattern: Match.stringLikeRegexp(pattern),
      MetricTransformations: [
        Match.objectLike({
          MetricNamespace: 'Plinth/Trail',
          MetricName: `example-${id}`,
          MetricValue: '1',
        }),
      ],
    });
    dev.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'Plinth/Trail',
      MetricName: `example-${id}`,
      Statistic: 'Sum',
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
      EvaluationPeriods: 1,
      AlarmActions: [{ Ref: Match.stringLikeRegexp('^AlertsCritical') }],
      AlarmDescription: Match.stringLikeRegexp(`${RUNBOOKS_URL}/${runbook}.md`),
    });
  });

  it('records every account of an organization, as a trail of its management account', () => {
    shared.hasResourceProperties('AWS::CloudTrail::Trail', {
      IsOrganizationTrail: true,
    });
    const [write] = grantsOf(
      shared,
      'AWS::S3::BucketPolicy',
      'PolicyDocument',
    ).filter(({ Sid }) => Sid === 'WriteTrail');
    expect(write.Condition).toEqual({
      StringEquals: {
        'aws:SourceArn':
          'arn:aws:cloudtrail:us-east-1:999988887777:trail/example',
      },
    });
    const resources = write.Resource.map(
      (each: unknown) => /AWSLogs\/([^/]+)/.exec(JSON.stringify(each))?.[1],
    );
    expect(resources).toEqual(['999988887777', 'o-a1b2c3d4e5']);
  });

  it('makes a detector where it is told to, and pages at findings of medium severity and above', () => {
    shared.hasResourceProperties('AWS::GuardDuty::Detector', {
      Enable: true,
      FindingPublishingFrequency: 'FIFTEEN_MINUTES',
    });
    shared.hasResourceProperties('AWS::Events::Rule', {
      Description: Match.stringLikeRegexp('guardduty-finding.md'),
      EventPattern: {
        source: ['aws.guardduty'],
        'detail-type': ['GuardDuty Finding'],
        detail: { severity: [{ numeric: ['>=', 4] }] },
      },
      Targets: [
        Match.objectLike({
          Arn: { Ref: Match.stringLikeRegexp('^AlertsCritical') },
        }),
      ],
    });
    dev.resourceCountIs('AWS::GuardDuty::Detector', 0);
    dev.resourceCountIs('AWS::Events::Rule', 0);
  });
});

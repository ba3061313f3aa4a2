import { Match, Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { Key } from 'aws-cdk-lib/aws-kms';
import { App, Stack } from 'aws-cdk-lib/core';
import { stagePolicy } from '../../schema';
import { exampleParts } from '../../testing/exampleParts';
import { AccessLogBucket } from '../storage/EncryptedBucket';
import { OrganizationView } from './OrganizationView';
import { ResourceRecorder } from './ResourceRecorder';

const BUCKET = 'example-config-111122223333-us-east-1';

function synthesize(): Template {
  const { stack, policy, key, accessLogs } = exampleParts('shared');
  new ResourceRecorder(stack, 'Recorder', {
    policy,
    key,
    accessLogs,
    name: 'example',
    bucketName: BUCKET,
  });
  new OrganizationView(stack, 'View', { name: 'example' });
  return Template.fromStack(stack);
}

const template = synthesize();
const trust = (conditions: object) => ({
  AssumeRolePolicyDocument: {
    Statement: [
      {
        Action: 'sts:AssumeRole',
        Effect: 'Allow',
        Principal: { Service: 'config.amazonaws.com' },
        ...conditions,
      },
    ],
  },
});

describe('ResourceRecorder', () => {
  it('records every type of resource without a pause, the global ones too', () => {
    template.hasResourceProperties('AWS::Config::ConfigurationRecorder', {
      Name: 'example',
      RecordingGroup: { AllSupported: true, IncludeGlobalResourceTypes: true },
      RecordingMode: { RecordingFrequency: 'CONTINUOUS' },
    });
  });

  it('delivers snapshots once a day to a bucket of its own, under the key that it is given', () => {
    template.hasResourceProperties('AWS::Config::DeliveryChannel', {
      S3BucketName: { Ref: Match.stringLikeRegexp('^RecorderBucket') },
      S3KmsKeyArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Key'), 'Arn'] },
      ConfigSnapshotDeliveryProperties: {
        DeliveryFrequency: 'TwentyFour_Hours',
      },
    });
    template.hasResource('AWS::S3::Bucket', {
      DeletionPolicy: 'RetainExceptOnCreate',
      Properties: { BucketName: BUCKET },
    });
  });

  it('starts recorder and channel together, once role and bucket let them in', () => {
    for (const type of ['ConfigurationRecorder', 'DeliveryChannel']) {
      const [made] = Object.values(
        template.findResources(`AWS::Config::${type}`),
      );
      const waitsFor = made.DependsOn.map((id: string) =>
        id.replace(/[0-9A-F]{8}$/, ''),
      );
      expect(waitsFor.sort()).toEqual(
        ['RecorderBucketPolicy', 'RecorderRolePolicy', 'RecorderRole'].sort(),
      );
    }
  });

  it('has a role that Config assumes for this account, and that writes nothing but the account’s own record', () => {
    template.hasResourceProperties(
      'AWS::IAM::Role',
      trust({
        Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } },
      }),
    );
    template.hasResourceProperties('AWS::IAM::ManagedPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Sid: 'Deliver',
            Action: 's3:PutObject',
            Resource: {
              'Fn::Join': [
                '',
                Match.arrayWith(['/AWSLogs/111122223333/Config/*']),
              ],
            },
          }),
        ]),
      },
    });
  });

  it('passes the rule pack in a stack of your own, which has no flags of blueprints', () => {
    const stack = new Stack(new App(), 'Own', {
      env: { account: '111122223333', region: 'us-east-1' },
    });
    const policy = stagePolicy('shared');
    new ResourceRecorder(stack, 'Recorder', {
      policy,
      name: 'example',
      key: new Key(stack, 'Key', { enableKeyRotation: true }),
      bucketName: BUCKET,
      accessLogs: new AccessLogBucket(stack, 'AccessLogs', {
        policy,
        bucketName: 'example-logs-111122223333-us-east-1',
      }).bucket,
    });
    const { violations } = new AwsSolutionsChecks(stack).validateScope(stack);
    expect(violations).toEqual([]);
    expect(() => Template.fromStack(stack)).not.toThrow();
  });
});

describe('OrganizationView', () => {
  it('gathers every region of every account, with a role that only lists accounts', () => {
    template.hasResource('AWS::Config::ConfigurationAggregator', {
      Properties: {
        ConfigurationAggregatorName: 'example',
        OrganizationAggregationSource: {
          AllAwsRegions: true,
          RoleArn: {
            'Fn::GetAtt': [Match.stringLikeRegexp('^ViewRole'), 'Arn'],
          },
        },
      },
      DependsOn: Match.arrayWith([Match.stringLikeRegexp('^ViewRolePolicy')]),
    });
    template.hasResourceProperties(
      'AWS::IAM::Role',
      trust({ Condition: Match.absent() }),
    );
    const [{ Properties }] = Object.values(
      template.findResources('AWS::IAM::ManagedPolicy', {
        Properties: {
          Description: 'Lists the accounts of the organization for AWS Config',
        },
      }),
    );
    const actions: string[] = Properties.PolicyDocument.Statement.flatMap(
      ({ Action }: { Action: string[] }) => Action,
    );
    expect(
      actions.filter(
        action => !/^organizations:(?:List|Describe)/.test(action),
      ),
    ).toEqual([]);
  });
});

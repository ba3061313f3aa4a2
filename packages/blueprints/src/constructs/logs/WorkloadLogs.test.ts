import { Match, Template } from 'aws-cdk-lib/assertions';
import type { Stage } from '../../schema';
import { exampleParts } from '../../testing/exampleParts';
import { EncryptionKey } from '../key/EncryptionKey';
import { WorkloadLogs } from './WorkloadLogs';

function logs(stage: Stage) {
  const { stack, policy } = exampleParts(stage);
  const { key } = new EncryptionKey(stack, 'LogKey', {
    policy,
    alias: 'plinth/example',
    description: 'Encrypts the logs of example',
    logGroups: ['/plinth/example/*'],
  });
  new WorkloadLogs(stack, 'Logs', {
    policy,
    key,
    logGroupName: '/plinth/example/application',
  });
  return Template.fromStack(stack);
}

describe('WorkloadLogs', () => {
  it.each([
    ['preview', 7, 'Delete', 'Delete'],
    ['dev', 30, 'RetainExceptOnCreate', 'Retain'],
    ['staging', 90, 'RetainExceptOnCreate', 'Retain'],
    ['production', 365, 'RetainExceptOnCreate', 'Retain'],
  ] as const)(
    'keeps lines of %s for %i days, and on removal of the stack: %s, on replacement: %s',
    (stage, RetentionInDays, removal, replacement) => {
      logs(stage).hasResource('AWS::Logs::LogGroup', {
        DeletionPolicy: removal,
        UpdateReplacePolicy: replacement,
        Properties: {
          LogGroupName: '/plinth/example/application',
          RetentionInDays,
        },
      });
    },
  );

  it('is encrypted with the key, and made after the key’s policy allows it', () => {
    const template = logs('dev');
    const [key] = Object.keys(
      template.findResources('AWS::KMS::Key', {
        Properties: { Description: 'Encrypts the logs of example' },
      }),
    );
    template.hasResource('AWS::Logs::LogGroup', {
      DependsOn: Match.arrayWith([key]),
      Properties: { KmsKeyId: { 'Fn::GetAtt': [key, 'Arn'] } },
    });
  });
});

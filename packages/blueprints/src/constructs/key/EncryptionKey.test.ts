import { Match, Template } from 'aws-cdk-lib/assertions';
import { App, Stack } from 'aws-cdk-lib/core';
import { type Stage, stagePolicy } from '../../schema';
import { EncryptionKey, type EncryptionKeyProps } from './EncryptionKey';

function key(stage: Stage, options: Partial<EncryptionKeyProps> = {}) {
  const stack = new Stack(new App(), 'Example', {
    env: { account: '111122223333', region: 'us-east-1' },
  });
  new EncryptionKey(stack, 'Key', {
    policy: stagePolicy(stage),
    alias: 'plinth/example',
    description: 'Encrypts the data of example',
    ...options,
  });
  return Template.fromStack(stack);
}

/** The services that the key's policy names. */
function services(template: Template): unknown[] {
  const [{ Properties }] = Object.values(
    template.findResources('AWS::KMS::Key'),
  );
  const statements = Properties.KeyPolicy.Statement as Array<{
    Principal: { Service?: string | string[] };
  }>;
  return statements.flatMap(({ Principal }) => Principal.Service ?? []);
}

describe('EncryptionKey', () => {
  const production = key('production');

  it('rotates every year, under an alias', () => {
    production.hasResourceProperties('AWS::KMS::Key', {
      EnableKeyRotation: true,
      RotationPeriodInDays: 365,
    });
    production.hasResourceProperties('AWS::KMS::Alias', {
      AliasName: 'alias/plinth/example',
    });
  });

  it('outlives its stack', () => {
    production.hasResource('AWS::KMS::Key', {
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
      Properties: { PendingWindowInDays: 30 },
    });
  });

  it('goes with the stack of a preview, after the shortest time that AWS allows', () => {
    key('preview').hasResource('AWS::KMS::Key', {
      DeletionPolicy: 'Delete',
      Properties: { PendingWindowInDays: 7 },
    });
  });

  it('is for no service unless asked', () => {
    expect(services(production)).toEqual([]);
  });

  describe('when asked', () => {
    const open = key('dev', {
      logGroups: ['/plinth/example/*'],
      notifications: true,
      events: true,
    });
    const expectStatement = (statement: Record<string, unknown>) =>
      open.hasResourceProperties('AWS::KMS::Key', {
        KeyPolicy: {
          Statement: Match.arrayWith([Match.objectLike(statement)]),
        },
      });

    it('encrypts the named log groups of its account, and no other', () => {
      expectStatement({
        Principal: { Service: 'logs.us-east-1.amazonaws.com' },
        Condition: {
          ArnLike: {
            'kms:EncryptionContext:aws:logs:arn': [
              Match.objectLike({
                'Fn::Join': [
                  '',
                  Match.arrayWith([
                    ':logs:us-east-1:111122223333:log-group:/plinth/example/*',
                  ]),
                ],
              }),
            ],
          },
        },
      });
    });

    it('lets alarms and budgets of its account publish', () => {
      expectStatement({
        Principal: {
          Service: ['cloudwatch.amazonaws.com', 'budgets.amazonaws.com'],
        },
        Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } },
      });
    });

    it('lets event rules publish, which name no account', () => {
      expectStatement({
        Principal: { Service: 'events.amazonaws.com' },
        Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        Condition: Match.absent(),
      });
    });

    it('names no further service', () => {
      expect(services(open).sort()).toEqual([
        'budgets.amazonaws.com',
        'cloudwatch.amazonaws.com',
        'events.amazonaws.com',
        'logs.us-east-1.amazonaws.com',
      ]);
    });
  });
});

import type { StackResourceDrift } from '@aws-sdk/client-cloudformation';
import { resourceChanges } from '../resourceChanges';
import { asItStands } from './asItStands';

const TEMPLATE = {
  Resources: {
    Topic: {
      Type: 'AWS::SNS::Topic',
      Properties: { DisplayName: 'one', KmsMasterKeyId: { Ref: 'Key' } },
    },
    Logs: {
      Type: 'AWS::Logs::LogGroup',
      Properties: { RetentionInDays: 7, LogGroupName: '/claims' },
    },
    Queue: {
      Type: 'AWS::SQS::Queue',
      Properties: { Tags: [{ Key: 'a', Value: 'b' }] },
    },
  },
};

const modified = (
  LogicalResourceId: string,
  ...differences: Array<[path: string, actual: string | undefined]>
) =>
  ({
    LogicalResourceId,
    StackResourceDriftStatus: 'MODIFIED',
    PropertyDifferences: differences.map(([PropertyPath, ActualValue]) => ({
      PropertyPath,
      ActualValue,
    })),
  }) as StackResourceDrift;

const stands = (...drifts: StackResourceDrift[]) =>
  asItStands(TEMPLATE, drifts).Resources;

describe('a template as it stands', () => {
  it('has what was found in the form in which it is written, and the rest as it was', () => {
    expect(
      stands(
        modified('Topic', ['/DisplayName', '1'], ['/KmsMasterKeyId', 'key']),
        modified(
          'Logs',
          ['/RetentionInDays', '90'],
          ['/Tags', '[{"Key":"x"}]'],
        ),
        modified('Queue', ['/Tags/0/Value', 'c']),
      ),
    ).toEqual({
      Topic: {
        Type: 'AWS::SNS::Topic',
        Properties: { DisplayName: '1', KmsMasterKeyId: 'key' },
      },
      Logs: {
        Type: 'AWS::Logs::LogGroup',
        Properties: {
          RetentionInDays: 90,
          LogGroupName: '/claims',
          Tags: [{ Key: 'x' }],
        },
      },
      Queue: {
        Type: 'AWS::SQS::Queue',
        Properties: { Tags: [{ Key: 'a', Value: 'c' }] },
      },
    });
    expect(TEMPLATE.Resources.Logs.Properties.RetentionInDays).toBe(7);
  });

  it('lacks what was taken away, and what was deleted', () => {
    expect(
      stands(
        modified('Logs', ['/RetentionInDays', 'null']),
        modified('Topic', ['/KmsMasterKeyId/inner', 'x'], ['/A~1b/c', 'd']),
        {
          LogicalResourceId: 'Queue',
          StackResourceDriftStatus: 'DELETED',
        } as StackResourceDrift,
      ),
    ).toEqual({
      Topic: {
        Type: 'AWS::SNS::Topic',
        Properties: {
          DisplayName: 'one',
          KmsMasterKeyId: { inner: 'x' },
          'A/b': { c: 'd' },
        },
      },
      Logs: {
        Type: 'AWS::Logs::LogGroup',
        Properties: { LogGroupName: '/claims' },
      },
    });
  });

  it('tells by its difference from the template what putting back does, replacements too', () => {
    const changes = (...drifts: StackResourceDrift[]) =>
      resourceChanges(asItStands(TEMPLATE, drifts), TEMPLATE).map(
        ({ logicalId, action }) => [logicalId, action],
      );
    expect(changes()).toEqual([]);
    expect(changes(modified('Logs', ['/RetentionInDays', '90']))).toEqual([
      ['Logs', 'Modify'],
    ]);
    expect(changes(modified('Logs', ['/LogGroupName', '/other']))).toEqual([
      ['Logs', 'Replace'],
    ]);
  });
});

import type { Template } from '../synth/Assembly';
import { resourceChanges } from './resourceChanges';

const topic = (name: string) => ({
  Type: 'AWS::SNS::Topic',
  Properties: { TopicName: name },
});
const template = (Resources: Template['Resources']): Template => ({
  Resources,
});

describe('resourceChanges', () => {
  it('tells additions, updates, replacements, removals and what is left behind', () => {
    const before = template({
      Kept: topic('kept'),
      Queue: { Type: 'AWS::SQS::Queue', Properties: { DelaySeconds: 1 } },
      Renamed: topic('a'),
      Gone: topic('gone'),
      Orphan: { ...topic('orphan'), DeletionPolicy: 'Retain' },
    });
    const after = template({
      Kept: topic('kept'),
      Queue: { Type: 'AWS::SQS::Queue', Properties: { DelaySeconds: 2 } },
      Renamed: topic('b'),
      New: topic('new'),
    });
    expect(resourceChanges(before, after)).toEqual([
      { logicalId: 'Gone', resourceType: 'AWS::SNS::Topic', action: 'Remove' },
      { logicalId: 'New', resourceType: 'AWS::SNS::Topic', action: 'Add' },
      {
        logicalId: 'Orphan',
        resourceType: 'AWS::SNS::Topic',
        action: 'Orphan',
      },
      {
        logicalId: 'Queue',
        resourceType: 'AWS::SQS::Queue',
        action: 'Modify',
        properties: ['DelaySeconds'],
      },
      {
        logicalId: 'Renamed',
        resourceType: 'AWS::SNS::Topic',
        action: 'Replace',
        properties: ['TopicName'],
      },
    ]);
  });

  it('follows a replacement to those that refer to it', () => {
    const subscription = {
      Type: 'AWS::SNS::Subscription',
      Properties: { TopicArn: { Ref: 'Topic' }, Protocol: 'sqs' },
    };
    const changes = resourceChanges(
      template({ Topic: topic('a'), S: subscription }),
      template({ Topic: topic('b'), S: subscription }),
    );
    expect(changes.map(({ logicalId, action }) => [logicalId, action])).toEqual(
      [
        ['S', 'Replace'],
        ['Topic', 'Replace'],
      ],
    );
  });

  it('leaves out changes of metadata alone, and finds none between equal templates', () => {
    const with_ = (path: string) =>
      template({
        Topic: { ...topic('a'), Metadata: { 'aws:cdk:path': path } },
      });
    expect(resourceChanges(with_('a'), with_('b'))).toEqual([]);
    expect(resourceChanges(with_('a'), with_('a'))).toEqual([]);
  });

  it('does not change the templates it is given', () => {
    const before = template({
      Topic: topic('a'),
      S: {
        Type: 'AWS::SNS::Subscription',
        Properties: { TopicArn: { Ref: 'Topic' } },
      },
    });
    const copy = JSON.stringify(before);
    resourceChanges(before, template({ Topic: topic('b') }));
    expect(JSON.stringify(before)).toBe(copy);
  });
});

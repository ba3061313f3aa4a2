import { place, template, useEngine } from '../testing/useEngine';
import type { Json } from '../resources/Json';

describe('A stack’s queue', () => {
  const engine = useEngine();

  const queueArn = { 'Fn::GetAtt': ['Queue', 'Arn'] };
  const resources: Record<string, Json> = {
    Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'events' } },
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        Name: 'stacks',
        EventPattern: { source: ['acme.claims'] },
        Targets: [{ Id: 'queue', Arn: queueArn }],
      },
    },
  };
  const policy: Json = {
    Type: 'AWS::SQS::QueuePolicy',
    Properties: {
      Queues: [{ Ref: 'Queue' }],
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'events.amazonaws.com' },
            Action: 'sqs:SendMessage',
            Resource: queueArn,
            Condition: {
              ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': ['Rule', 'Arn'] } },
            },
          },
        ],
      },
    },
  };
  const deploy = (more: Record<string, Json> = {}) =>
    engine.deploy('claims', template({ ...resources, ...more }));

  /** How many messages the queue has after one more event. */
  function afterAnEvent(): number {
    const { bus, queues } = engine.aws;
    bus.emit('event', {
      version: '0',
      id: 'e1',
      'detail-type': 'Thing',
      source: 'acme.claims',
      ...place,
      time: '2026-02-01T00:00:00Z',
      resources: [],
      detail: {},
    });
    const [queue] = queues.list(place.account, place.region);
    return queues.counts(queue).visible;
  }

  it('takes a rule’s events only while its policy lets the rule send', async () => {
    await deploy();
    expect(afterAnEvent()).toBe(0);

    await deploy({ Policy: policy });
    expect(afterAnEvent()).toBe(1);

    await deploy();
    expect(afterAnEvent()).toBe(1);
  });
});

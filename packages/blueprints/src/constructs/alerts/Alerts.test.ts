import { Match, Template } from 'aws-cdk-lib/assertions';
import { exampleParts } from '../../testing/exampleParts';
import { Alerts, type Severity } from './Alerts';

describe('Alerts', () => {
  const { stack, key } = exampleParts();
  const plain = new Alerts(stack, 'Plain', { key });
  const withEvents = new Alerts(stack, 'WithEvents', { key, events: true });
  const template = Template.fromStack(stack);

  /** The statements of a topic's policy. */
  const statements = (alerts: Alerts, severity: Severity): unknown[] => {
    const topic = stack.resolve(alerts.topics[severity].topicArn);
    const [policy] = Object.values(
      template.findResources('AWS::SNS::TopicPolicy', {
        Properties: { Topics: [topic] },
      }),
    );
    return policy.Properties.PolicyDocument.Statement;
  };
  const sids = (alerts: Alerts, severity: Severity) =>
    statements(alerts, severity).map(
      statement => (statement as { Sid: string }).Sid,
    );

  it('makes a topic for what pages somebody and one for what does not, both encrypted with the key', () => {
    template.allResourcesProperties('AWS::SNS::Topic', {
      KmsMasterKeyId: stack.resolve(key.keyArn),
    });
    expect(plain.topics.critical.node.path).toBe('Example/Plain/Critical');
    expect(plain.topics.warning.node.path).toBe('Example/Plain/Warning');
  });

  it.each(['critical', 'warning'] as const)(
    'lets alarms and budgets of its own account publish, over TLS alone: %s',
    severity => {
      const topic = stack.resolve(plain.topics[severity].topicArn);
      expect(statements(plain, severity)).toEqual(
        expect.arrayContaining([
          {
            Sid: 'AlarmsAndBudgets',
            Effect: 'Allow',
            Principal: {
              Service: ['budgets.amazonaws.com', 'cloudwatch.amazonaws.com'],
            },
            Action: 'sns:Publish',
            Resource: topic,
            Condition: {
              StringEquals: { 'aws:SourceAccount': '111122223333' },
            },
          },
          expect.objectContaining({
            Effect: 'Deny',
            Principal: '*',
            Action: 'sns:Publish',
            Resource: topic,
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          }),
        ]),
      );
    },
  );

  it.each(['critical', 'warning'] as const)(
    'lets EventBridge publish only where events are asked for: %s',
    severity => {
      expect(sids(plain, severity)).not.toContain('Events');
      expect(statements(withEvents, severity)).toContainEqual({
        Sid: 'Events',
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sns:Publish',
        Resource: stack.resolve(withEvents.topics[severity].topicArn),
      });
    },
  );

  it('holds no address of a person', () => {
    template.resourceCountIs('AWS::SNS::Subscription', 0);
    template.allResourcesProperties('AWS::SNS::Topic', {
      Subscription: Match.absent(),
    });
  });
});

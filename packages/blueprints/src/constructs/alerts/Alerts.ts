import { Stack } from 'aws-cdk-lib/core';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

/** How urgent an alert is: critical ones page somebody, warnings go to the team's channel. */
export type Severity = 'critical' | 'warning';

/** Settings of `Alerts`. */
export interface AlertsProps {
  readonly key: IKey;
  /**
   * Whether EventBridge rules may publish to the topics.
   *
   * @default false
   */
  readonly events?: boolean;
}

/**
 * Two encrypted topics: `critical`, to which PagerDuty subscribes, and `warning`, to which the chat integration subscribes.
 *
 * Subscriptions hold the receivers' addresses and are made outside of the template, so that no address enters its state.
 */
export class Alerts extends Construct {
  readonly topics: Readonly<Record<Severity, Topic>>;

  constructor(scope: Construct, id: string, props: AlertsProps) {
    super(scope, id);
    this.topics = {
      critical: this.#topic('Critical', props),
      warning: this.#topic('Warning', props),
    };
  }

  #topic(id: string, { key, events }: AlertsProps): Topic {
    const topic = new Topic(this, id, { masterKey: key, enforceSSL: true });
    topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AlarmsAndBudgets',
        principals: [
          new ServicePrincipal('cloudwatch.amazonaws.com'),
          new ServicePrincipal('budgets.amazonaws.com'),
        ],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: {
          StringEquals: { 'aws:SourceAccount': Stack.of(this).account },
        },
      }),
    );
    if (events) {
      topic.addToResourcePolicy(
        new PolicyStatement({
          sid: 'Events',
          // Without a condition, like the key's: EventBridge names neither account nor rule here.
          principals: [new ServicePrincipal('events.amazonaws.com')],
          actions: ['sns:Publish'],
          resources: [topic.topicArn],
        }),
      );
    }
    return topic;
  }
}

import type { Collection, DocumentStore } from '../../documents';
import type { AwsEvent, AwsEventBus } from '../AwsEventBus';
import type { Place } from '../resources/Place';
import type { QueueStore } from '../queues/QueueStore';
import { lets } from '../queues/queuePolicy';
import { matchesEvent } from './matchesEvent';

/** A rule of the default bus of one account and region. */
export interface Rule extends Place {
  name: string;
  description?: string;
  pattern: Record<string, unknown>;
  state: 'ENABLED' | 'DISABLED';
  targets: { id: string; arn: string; input?: string }[];
}

/** The rules of all accounts and regions. Carries each event that happens to the queues that a matching rule names. */
export class RuleStore {
  readonly #queues: QueueStore;
  readonly #rules: Collection<Rule>;

  constructor(options: {
    documents: DocumentStore;
    bus: AwsEventBus;
    queues: QueueStore;
  }) {
    this.#queues = options.queues;
    this.#rules = options.documents.collection('aws.events.rules');
    options.bus.on('event', event => this.#deliver(event));
  }

  get(place: Place, name: string): Rule | undefined {
    return this.#rules.get(key(place, name));
  }

  list(place: Place): Rule[] {
    return this.#rules
      .values()
      .filter(
        rule => rule.account === place.account && rule.region === place.region,
      );
  }

  put(rule: Rule): void {
    this.#rules.put(key(rule, rule.name), rule);
  }

  delete(place: Place, name: string): void {
    this.#rules.delete(key(place, name));
  }

  #deliver(event: AwsEvent): void {
    for (const rule of this.list(event)) {
      if (rule.state === 'ENABLED' && matchesEvent(rule.pattern, event)) {
        const source = { arn: ruleArn(rule), account: rule.account };
        for (const target of rule.targets) {
          const queue = this.#queues.get(target.arn);
          // A target that is gone, or that does not let the rule send to it, loses the event, as in EventBridge without a dead-letter queue.
          if (queue && lets(queue, 'events.amazonaws.com', source)) {
            this.#queues.send(queue, target.input ?? JSON.stringify(event));
          }
        }
      }
    }
  }
}

/** `arn:aws:events:<region>:<account>:rule/<name>` */
export function ruleArn(rule: Place & { name: string }): string {
  return `arn:aws:events:${rule.region}:${rule.account}:rule/${rule.name}`;
}

function key(place: Place, name: string): string {
  return `${place.account}/${place.region}/${name}`;
}

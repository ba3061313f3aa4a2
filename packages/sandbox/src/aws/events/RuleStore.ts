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
  targets: { id: string; arn: string; input?: string; roleArn?: string }[];
}

/** What other accounts may do with the default bus of an account and region, by the name of each statement. */
interface BusPolicy extends Place {
  statements: Record<string, Record<string, unknown>>;
}

/**
 * The rules of all accounts and regions. Carries each event that happens to the queues of its region that a matching rule names, and
 * to the default buses of other places, whose rules carry it to their queues and no further.
 */
export class RuleStore {
  readonly #queues: QueueStore;
  readonly #rules: Collection<Rule>;
  readonly #policies: Collection<BusPolicy>;

  constructor(options: {
    documents: DocumentStore;
    bus: AwsEventBus;
    queues: QueueStore;
  }) {
    this.#queues = options.queues;
    this.#rules = options.documents.collection('aws.events.rules');
    this.#policies = options.documents.collection('aws.events.buses');
    options.bus.on('event', event => this.#deliver(event, event));
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

  /** The statements of the default bus's policy, by name. */
  statements(place: Place): BusPolicy['statements'] {
    return this.#policies.get(placeKey(place))?.statements ?? {};
  }

  /** Adds a statement to the policy of the default bus, or takes one away. */
  setStatement(
    { account, region }: Place,
    id: string,
    statement: Record<string, unknown> | undefined,
  ): void {
    const { [id]: _, ...others } = this.statements({ account, region });
    this.#policies.put(placeKey({ account, region }), {
      account,
      region,
      statements: { ...others, ...(statement && { [id]: statement }) },
    });
  }

  #deliver(event: AwsEvent, at: Place): void {
    for (const rule of this.list(at)) {
      if (rule.state === 'ENABLED' && matchesEvent(rule.pattern, event)) {
        for (const target of rule.targets) {
          this.#send(event, rule, target);
        }
      }
    }
  }

  #send(event: AwsEvent, rule: Rule, target: Rule['targets'][number]): void {
    const bus = placeOfBus(target.arn);
    if (bus) {
      // An event that came from another place already goes no further, nor does one that may not go there.
      const isOwn =
        event.account === rule.account && event.region === rule.region;
      if (isOwn && target.roleArn && this.#takesFrom(bus, rule.account)) {
        this.#deliver(event, bus);
      }
      return;
    }
    const source = { arn: ruleArn(rule), account: rule.account };
    const queue = this.#queues.get(target.arn);
    // A target that is gone, or that does not let the rule send to it, loses the event, as in EventBridge without a dead-letter queue.
    if (queue && lets(queue, 'events.amazonaws.com', source)) {
      this.#queues.send(queue, target.input ?? JSON.stringify(event));
    }
  }

  #takesFrom(bus: Place, account: string): boolean {
    return (
      bus.account === account ||
      Object.values(this.statements(bus)).some(
        ({ Effect, Principal, Action }) =>
          Effect === 'Allow' &&
          [Action].flat().includes('events:PutEvents') &&
          JSON.stringify(Principal).includes(`::${account}:root`),
      )
    );
  }
}

/** The place of the default bus that an ARN names; undefined of anything else. */
export function placeOfBus(arn: string): Place | undefined {
  const [, region, account] =
    /^arn:aws:events:([a-z0-9-]+):(\d{12}):event-bus\/default$/.exec(arn) ?? [];
  return region && account ? { account, region } : undefined;
}

/** `arn:aws:events:<region>:<account>:rule/<name>` */
export function ruleArn(rule: Place & { name: string }): string {
  return `arn:aws:events:${rule.region}:${rule.account}:rule/${rule.name}`;
}

function key(place: Place, name: string): string {
  return `${placeKey(place)}/${name}`;
}

function placeKey({ account, region }: Place): string {
  return `${account}/${region}`;
}

import { randomUUID } from 'node:crypto';
import type { SandboxClock } from '../../clock';
import type { Collection, DocumentStore } from '../../documents';
import type { AwsEventBus } from '../AwsEventBus';
import {
  lastProperties,
  type DeployedResource,
  type Inventory,
} from '../Inventory';

/** CloudWatch's words for how an alarm is. */
export const ALARM_STATES = ['OK', 'ALARM', 'INSUFFICIENT_DATA'] as const;
/** How an alarm is. */
export type AlarmStateValue = (typeof ALARM_STATES)[number];

interface StateChange {
  at: string;
  value: AlarmStateValue;
  previous: AlarmStateValue;
  reason: string;
}

interface AlarmRecord {
  value: AlarmStateValue;
  reason: string;
  /** ISO 8601 */
  updatedAt: string;
  history: StateChange[];
}

/** An alarm: what its stack says, and how it is. */
export interface Alarm {
  name: string;
  arn: string;
  account: string;
  region: string;
  kind: 'MetricAlarm' | 'CompositeAlarm';
  stackName: string;
  properties: Record<string, unknown>;
  tags: Record<string, string>;
  state: AlarmRecord;
}

const KINDS: Record<string, Alarm['kind'] | undefined> = {
  'AWS::CloudWatch::Alarm': 'MetricAlarm',
  'AWS::CloudWatch::CompositeAlarm': 'CompositeAlarm',
};

/** The alarms that stacks define. They are OK until somebody sets them otherwise: the sandbox has no metrics. */
export class AlarmStore {
  readonly #clock: SandboxClock;
  readonly #bus: AwsEventBus;
  readonly #deployed: Inventory;
  readonly #records: Collection<AlarmRecord>;

  constructor(options: {
    clock: SandboxClock;
    documents: DocumentStore;
    bus: AwsEventBus;
    deployed: Inventory;
  }) {
    this.#clock = options.clock;
    this.#bus = options.bus;
    this.#deployed = options.deployed;
    this.#records = options.documents.collection('aws.cloudwatch.alarms');
  }

  /** The alarms of an account and region by name, or of all. */
  list(place?: { account: string; region: string }): Alarm[] {
    return this.#deployed()
      .filter(
        resource =>
          KINDS[resource.type] &&
          !resource.deletedAt &&
          (!place ||
            (resource.account === place.account &&
              resource.region === place.region)),
      )
      .map(resource => this.#alarm(resource))
      .sort((a, b) => a.name.localeCompare(b.name));
  }

  /** Sets how an alarm is, and tells EventBridge if that is new; undefined where there is no such alarm. */
  set(
    place: { account: string; region: string; name: string },
    value: AlarmStateValue,
    reason: string,
  ): Alarm | undefined {
    const alarm = this.list(place).find(item => item.name === place.name);
    if (!alarm) {
      return undefined;
    }
    const at = this.#clock.now().toISOString();
    const previous = alarm.state.value;
    const state: AlarmRecord = {
      value,
      reason,
      updatedAt: at,
      history: [
        ...alarm.state.history,
        ...(previous === value ? [] : [{ at, value, previous, reason }]),
      ],
    };
    this.#records.put(alarm.arn, state);
    if (previous !== value) {
      this.#announce(alarm, state, previous);
    }
    return { ...alarm, state };
  }

  #alarm(resource: DeployedResource): Alarm {
    const properties = lastProperties(resource);
    const name = String(properties.AlarmName ?? resource.physicalId);
    const { account, region } = resource;
    const arn = `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`;
    return {
      name,
      arn,
      account,
      region,
      kind: KINDS[resource.type] as Alarm['kind'],
      stackName: resource.stackName,
      properties,
      tags: resource.tags,
      state: this.#records.get(arn) ?? {
        value: 'OK',
        reason:
          'The sandbox keeps no metrics; alarms are OK until they are set',
        updatedAt: resource.versions[0]?.at ?? this.#clock.now().toISOString(),
        history: [],
      },
    };
  }

  #announce(alarm: Alarm, state: AlarmRecord, previous: AlarmStateValue) {
    this.#bus.emit('event', {
      version: '0',
      id: randomUUID(),
      'detail-type': 'CloudWatch Alarm State Change',
      source: 'aws.cloudwatch',
      account: alarm.account,
      time: state.updatedAt.replace(/\.\d+Z$/, 'Z'),
      region: alarm.region,
      resources: [alarm.arn],
      detail: {
        alarmName: alarm.name,
        state: {
          value: state.value,
          reason: state.reason,
          timestamp: state.updatedAt,
        },
        previousState: { value: previous },
        configuration: { description: alarm.properties.AlarmDescription },
      },
    });
  }
}

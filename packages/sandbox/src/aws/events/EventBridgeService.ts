import { randomUUID } from 'node:crypto';
import type { SandboxClock } from '../../clock';
import type { AwsEvent, AwsEventBus } from '../AwsEventBus';
import { AwsError, unsupportedOperation } from '../service/AwsError';
import type { AwsCall } from '../service/AwsCall';
import type { AwsService } from '../service/AwsService';
import { Input, isStructure } from '../service/Input';
import { page } from '../service/page';
import { unknownOperators } from './matchesEvent';
import { ruleArn, type Rule, type RuleStore } from './RuleStore';

/**
 * EventBridge: rules on the default bus whose targets are SQS queues, of this account or another. It carries the
 * events of the sandbox's services and those of PutEvents. Schedules, other buses and other targets are refused.
 */
export class EventBridgeService implements AwsService {
  readonly signingName = 'events';
  readonly protocol = 'json1.1';
  readonly targetPrefix = 'AWSEvents';
  readonly #clock: SandboxClock;
  readonly #bus: AwsEventBus;
  readonly #rules: RuleStore;

  constructor(options: {
    clock: SandboxClock;
    bus: AwsEventBus;
    rules: RuleStore;
  }) {
    this.#clock = options.clock;
    this.#bus = options.bus;
    this.#rules = options.rules;
  }

  async handle(call: AwsCall): Promise<Record<string, unknown>> {
    const input = new Input(call);
    const bus = input.optionalText('EventBusName') ?? 'default';
    if (bus !== 'default' && !bus.endsWith(':event-bus/default')) {
      throw new AwsError(
        'ResourceNotFoundException',
        `Event bus ${bus} does not exist. The sandbox has only the default bus.`,
      );
    }
    switch (call.operation) {
      case 'PutRule':
        return this.#putRule(call, input);
      case 'DescribeRule':
        return described(this.#rule(call, input.text('Name')));
      case 'ListRules':
        return this.#listRules(call, input);
      case 'DeleteRule':
        return this.#deleteRule(call, input);
      case 'EnableRule':
        return this.#setState(call, input, 'ENABLED');
      case 'DisableRule':
        return this.#setState(call, input, 'DISABLED');
      case 'PutTargets':
        return this.#putTargets(call, input);
      case 'RemoveTargets':
        return this.#removeTargets(call, input);
      case 'ListTargetsByRule':
        return {
          Targets: this.#rule(call, input.text('Rule')).targets.map(target => ({
            Id: target.id,
            Arn: target.arn,
            Input: target.input,
          })),
        };
      case 'PutEvents':
        return this.#putEvents(call, input);
      default:
        throw unsupportedOperation(call);
    }
  }

  #putRule(call: AwsCall, input: Input) {
    input.refuse('ScheduleExpression');
    const pattern = parsed(input.text('EventPattern'));
    const unknown = unknownOperators(pattern);
    if (unknown.length > 0) {
      throw new AwsError(
        'InvalidEventPatternException',
        `Event pattern is not valid, or the sandbox lacks it: ${unknown.join(', ')}`,
      );
    }
    const name = input.text('Name');
    const rule: Rule = {
      account: call.account,
      region: call.region,
      name,
      description: input.optionalText('Description'),
      pattern,
      state:
        input.optionalText('State') === 'DISABLED' ? 'DISABLED' : 'ENABLED',
      targets: this.#rules.get(call, name)?.targets ?? [],
    };
    this.#rules.put(rule);
    return { RuleArn: ruleArn(rule) };
  }

  #listRules(call: AwsCall, input: Input) {
    const prefix = input.optionalText('NamePrefix') ?? '';
    const { items, nextToken } = page(
      this.#rules.list(call).filter(rule => rule.name.startsWith(prefix)),
      {
        token: input.optionalText('NextToken'),
        limit: input.number('Limit', { default: 100, min: 1, max: 100 }),
        question: { prefix, account: call.account, region: call.region },
        errorCode: 'InvalidToken',
      },
    );
    return { Rules: items.map(described), NextToken: nextToken };
  }

  #deleteRule(call: AwsCall, input: Input) {
    const rule = this.#rules.get(call, input.text('Name'));
    if (rule?.targets.length) {
      throw input.error("Rule can't be deleted since it has targets.");
    }
    if (rule) {
      this.#rules.delete(call, rule.name);
    }
    return {};
  }

  #setState(call: AwsCall, input: Input, state: Rule['state']) {
    const rule = this.#rule(call, input.text('Name'));
    this.#rules.put({ ...rule, state });
    return {};
  }

  #putTargets(call: AwsCall, input: Input) {
    const rule = this.#rule(call, input.text('Rule'));
    const targets = new Map(rule.targets.map(target => [target.id, target]));
    for (const structure of input.structures('Targets')) {
      const target = new Input({ input: structure });
      const arn = target.text('Arn');
      if (!arn.startsWith('arn:aws:sqs:')) {
        throw input.error(
          `The sandbox delivers events to SQS queues only, not to ${arn}`,
        );
      }
      target.refuse('InputPath', 'InputTransformer', 'SqsParameters');
      targets.set(target.text('Id'), {
        id: target.text('Id'),
        arn,
        input: target.optionalText('Input'),
      });
    }
    this.#rules.put({
      ...rule,
      targets: [...targets.values()],
    });
    return { FailedEntryCount: 0, FailedEntries: [] };
  }

  #removeTargets(call: AwsCall, input: Input) {
    const rule = this.#rule(call, input.text('Rule'));
    const gone = input.texts('Ids');
    this.#rules.put({
      ...rule,
      targets: rule.targets.filter(target => !gone.includes(target.id)),
    });
    return { FailedEntryCount: 0, FailedEntries: [] };
  }

  #putEvents(call: AwsCall, input: Input) {
    const entries = input.structures('Entries').map(structure => {
      const entry = new Input({ input: structure });
      const source = entry.optionalText('Source');
      const detailType = entry.optionalText('DetailType');
      const detail = entry.optionalText('Detail');
      if (!source || !detailType || !detail) {
        return {
          ErrorCode: 'InvalidArgument',
          ErrorMessage: 'Parameter Source, DetailType and Detail must be given',
        };
      }
      if (source.startsWith('aws.')) {
        return {
          ErrorCode: 'NotAuthorizedForSourceException',
          ErrorMessage: 'Not authorized for the source.',
        };
      }
      const event: AwsEvent = {
        version: '0',
        id: randomUUID(),
        'detail-type': detailType,
        source,
        account: call.account,
        time: (entry.moment('Time') ?? this.#clock.now())
          .toISOString()
          .replace(/\.\d+Z$/, 'Z'),
        region: call.region,
        resources: entry.texts('Resources'),
        detail: parsed(detail),
      };
      this.#bus.emit('event', event);
      return { EventId: event.id };
    });
    return {
      FailedEntryCount: entries.filter(entry => 'ErrorCode' in entry).length,
      Entries: entries,
    };
  }

  #rule(call: AwsCall, name: string): Rule {
    const rule = this.#rules.get(call, name);
    if (!rule) {
      throw new AwsError(
        'ResourceNotFoundException',
        `Rule ${name} does not exist on EventBus default.`,
      );
    }
    return rule;
  }
}

function described(rule: Rule): Record<string, unknown> {
  return {
    Name: rule.name,
    Arn: ruleArn(rule),
    Description: rule.description,
    EventPattern: rule.pattern && JSON.stringify(rule.pattern),
    State: rule.state,
    EventBusName: 'default',
  };
}

function parsed(json: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    value = undefined;
  }
  if (!isStructure(value)) {
    throw new AwsError(
      'InvalidEventPatternException',
      'Event pattern is not valid. Reason: it is not a JSON object',
    );
  }
  return value;
}

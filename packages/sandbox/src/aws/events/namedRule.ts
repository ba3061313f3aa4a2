import type { AwsCall } from '../service/AwsCall';
import { AwsError } from '../protocols/AwsError';
import { isStructure, type Input } from '../service/Input';
import type { Rule, RuleStore } from './RuleStore';

/** The rule on the default bus that a parameter names, or EventBridge's error. */
export function namedRule(
  rules: RuleStore,
  call: AwsCall,
  input: Input,
  parameter: 'Name' | 'Rule',
): Rule {
  checkBus(input);
  const name = input.text(parameter);
  const rule = rules.get(call, name);
  if (!rule) {
    throw new AwsError(
      'ResourceNotFoundException',
      `Rule ${name} does not exist on EventBus default.`,
    );
  }
  return rule;
}

/** Refuses any bus but the default one. */
export function checkBus(input: Input): void {
  const bus = input.optionalText('EventBusName') ?? 'default';
  if (bus !== 'default' && !bus.endsWith(':event-bus/default')) {
    throw new AwsError(
      'ResourceNotFoundException',
      `Event bus ${bus} does not exist. The sandbox has only the default bus.`,
    );
  }
}

/** Reads a pattern, or an event's detail. */
export function parsedObject(json: string): Record<string, unknown> {
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

import { AwsError } from '../protocols/AwsError';
import type { Operation, Operations, Output } from '../service/AwsService';
import { unknownOperators } from './matchesEvent';
import { checkBus, namedRule, parsedObject } from './namedRule';
import { ruleArn, type Rule, type RuleStore } from './RuleStore';

const STATES = ['ENABLED', 'DISABLED'] as const;

/** Rules themselves: put, look, switch, delete. */
export function ruleOperations(rules: RuleStore): Operations {
  const setState =
    (state: Rule['state']): Operation =>
    (call, input) => {
      const rule = namedRule(rules, call, input, 'Name');
      input.end();
      rules.put({ ...rule, state });
      return {};
    };
  return {
    PutRule: (call, input) => {
      checkBus(input);
      const name = input.text('Name');
      const pattern = input.optionalText('EventPattern');
      const rule: Omit<Rule, 'pattern'> = {
        account: call.account,
        region: call.region,
        name,
        description: input.optionalText('Description'),
        state: input.choice('State', STATES) ?? 'ENABLED',
        targets: rules.get(call, name)?.targets ?? [],
      };
      input.end();
      const parsed = parsedObject(pattern ?? '');
      const unknown = unknownOperators(parsed);
      if (unknown.length > 0) {
        throw new AwsError(
          'InvalidEventPatternException',
          `Event pattern is not valid, or the sandbox lacks it: ${unknown.join(', ')}`,
        );
      }
      rules.put({ ...rule, pattern: parsed });
      return { RuleArn: ruleArn(rule) };
    },
    DescribeRule: (call, input) =>
      described(namedRule(rules, call, input, 'Name')),
    ListRules: (call, input) => {
      checkBus(input);
      const prefix = input.optionalText('NamePrefix') ?? '';
      const { items, nextToken } = input.page(
        rules.list(call).filter(rule => rule.name.startsWith(prefix)),
        { limit: 'Limit', default: 100 },
      );
      return { Rules: items.map(described), NextToken: nextToken };
    },
    DeleteRule: (call, input) => {
      checkBus(input);
      const rule = rules.get(call, input.text('Name'));
      // It spares only the rules that AWS's services made.
      input.flag('Force');
      input.end();
      if (rule?.targets.length) {
        throw input.error("Rule can't be deleted since it has targets.");
      }
      if (rule) {
        rules.delete(call, rule.name);
      }
      return {};
    },
    EnableRule: setState('ENABLED'),
    DisableRule: setState('DISABLED'),
  };
}

function described(rule: Rule): Output {
  return {
    Name: rule.name,
    Arn: ruleArn(rule),
    Description: rule.description,
    EventPattern: JSON.stringify(rule.pattern),
    State: rule.state,
    EventBusName: 'default',
  };
}

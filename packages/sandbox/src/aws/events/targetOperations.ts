import type { Operations } from '../service/AwsService';
import { checkBus, namedRule } from './namedRule';
import { placeOfBus, type RuleStore } from './RuleStore';

/** Where rules send events: queues of SQS in their region, and default buses. */
export function targetOperations(rules: RuleStore): Operations {
  return {
    PutTargets: (call, input) => {
      const rule = namedRule(rules, call, input, 'Rule');
      const targets = input.inputs('Targets').map(target => ({
        id: target.text('Id'),
        arn: target.text('Arn'),
        input: target.optionalText('Input'),
        roleArn: target.optionalText('RoleArn'),
      }));
      input.end();
      const strange = targets.find(
        ({ arn }) => !arn.startsWith('arn:aws:sqs:') && !placeOfBus(arn),
      );
      if (strange) {
        throw input.error(
          `The sandbox delivers events to SQS queues and default buses only, not to ${strange.arn}`,
        );
      }
      const elsewhere = targets.find(
        ({ arn }) => !placeOfBus(arn) && arn.split(':')[3] !== call.region,
      );
      if (elsewhere) {
        throw input.error(
          `Parameter ${elsewhere.arn} is not valid. Reason: Provided Arn is not in correct region.`,
        );
      }
      const byId = new Map(
        [...rule.targets, ...targets].map(target => [target.id, target]),
      );
      rules.put({ ...rule, targets: [...byId.values()] });
      return { FailedEntryCount: 0, FailedEntries: [] };
    },
    RemoveTargets: (call, input) => {
      const rule = namedRule(rules, call, input, 'Rule');
      const gone = input.texts('Ids');
      // It spares only the rules that AWS's services made.
      input.flag('Force');
      input.end();
      rules.put({
        ...rule,
        targets: rule.targets.filter(target => !gone.includes(target.id)),
      });
      return { FailedEntryCount: 0, FailedEntries: [] };
    },
    ListRuleNamesByTarget: (call, input) => {
      checkBus(input);
      const arn = input.text('TargetArn');
      const names = rules
        .list(call)
        .filter(rule => rule.targets.some(target => target.arn === arn))
        .map(rule => rule.name);
      const { items, nextToken } = input.page(names, {
        limit: 'Limit',
        default: 100,
      });
      return { RuleNames: items, NextToken: nextToken };
    },
    ListTargetsByRule: (call, input) => {
      const { targets } = namedRule(rules, call, input, 'Rule');
      const { items, nextToken } = input.page(targets, {
        limit: 'Limit',
        default: 100,
      });
      return {
        Targets: items.map(target => ({
          Id: target.id,
          Arn: target.arn,
          Input: target.input,
          RoleArn: target.roleArn,
        })),
        NextToken: nextToken,
      };
    },
  };
}

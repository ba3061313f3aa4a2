import type { Operations } from '../../service/AwsService';
import type { ApiContext } from './cloudFormationService';
import { namedChangeSet, namedStack } from './named';
import { eventView, stackSummaryView, stackView } from './stackViews';

/** Looks at stacks and their history. */
export function stackLists(context: ApiContext): Operations {
  const { cloudFormation: engine, pageSize } = context;
  return {
    DescribeStacks: (call, input) => {
      const name = input.optionalText('StackName');
      const stacks = name ? [engine.stack(call, name)] : engine.stacks(call);
      const { items, nextToken } = input.page(stacks, { default: pageSize });
      return { Stacks: items.map(stackView), NextToken: nextToken };
    },
    ListStacks: (call, input) => {
      const wanted = input.texts('StackStatusFilter');
      const stacks = engine.store
        .list(call)
        .filter(stack => wanted.length === 0 || wanted.includes(stack.status));
      const { items, nextToken } = input.page(stacks, { default: pageSize });
      return {
        StackSummaries: items.map(stackSummaryView),
        NextToken: nextToken,
      };
    },
    DescribeStackEvents: (call, input) => {
      const { id } = namedStack(engine, call, input);
      const { items, nextToken } = input.page(engine.store.events(id), {
        default: pageSize,
        question: id,
      });
      return { StackEvents: items.map(eventView), NextToken: nextToken };
    },
    DescribeEvents: (call, input) => {
      const failedOnly = input.inner('Filters')?.flag('FailedEvents') ?? false;
      if (input.has('ChangeSetName')) {
        // A change set's events are findings of validation; faults here are errors of CreateChangeSet itself.
        namedChangeSet(engine, call, input);
        return { OperationEvents: [] };
      }
      const { id } = namedStack(engine, call, input);
      const events = engine.store
        .events(id)
        .filter(event => !failedOnly || event.status.endsWith('FAILED'));
      const { items, nextToken } = input.page(events, {
        default: pageSize,
        question: [id, failedOnly],
      });
      return {
        OperationEvents: items.map(event => ({
          ...eventView(event),
          StackName: undefined,
          EventType: 'STACK_EVENT',
        })),
        NextToken: nextToken,
      };
    },
  };
}

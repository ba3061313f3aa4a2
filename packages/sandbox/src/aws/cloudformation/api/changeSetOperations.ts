import type { Operations } from '../../service/AwsService';
import { changeSetSummaryView, changeSetView } from './changeSetView';
import type { ApiContext } from './cloudFormationService';
import { namedChangeSet, namedStack } from './named';
import { failureMode, stackInput } from './stackInput';

/** Change sets: make, look, execute, delete. */
export function changeSetOperations(context: ApiContext): Operations {
  const { cloudFormation: engine, pageSize } = context;
  return {
    CreateChangeSet: (call, input) => {
      const asked = {
        ...stackInput(call, input, context),
        changeSetName: input.text('ChangeSetName'),
        type: input.choice('ChangeSetType', ['CREATE', 'UPDATE']) ?? 'UPDATE',
        description: input.optionalText('Description'),
        token: input.optionalText('ClientToken'),
        revertDrift:
          input.choice('DeploymentMode', ['REVERT_DRIFT']) !== undefined,
        includeNested: input.flag('IncludeNestedStacks'),
        importExisting: input.flag('ImportExistingResources'),
        onFailure: failureMode(input, 'OnStackFailure'),
      };
      input.end();
      const changeSet = engine.changeSets.create(asked);
      return { Id: changeSet.id, StackId: changeSet.stackId };
    },
    DescribeChangeSet: (call, input) => {
      const changeSet = namedChangeSet(engine, call, input);
      const { items, nextToken } = input.page(changeSet.changes, {
        default: pageSize,
        question: changeSet.id,
      });
      return {
        ...changeSetView(
          { ...changeSet, changes: items },
          input.flag('IncludePropertyValues'),
        ),
        NextToken: nextToken,
      };
    },
    ExecuteChangeSet: (call, input) => {
      const changeSet = namedChangeSet(engine, call, input);
      const options = {
        token: input.optionalText('ClientRequestToken'),
        disableRollback: input.flag('DisableRollback'),
      };
      input.end();
      engine.changeSets.execute(changeSet, options);
      return {};
    },
    DeleteChangeSet: (call, input) => {
      const name = input.text('ChangeSetName');
      const stack = input.optionalText('StackName');
      input.end();
      const changeSet = engine.changeSets.find(
        call,
        name,
        stack && engine.stack(call, stack).id,
      );
      // Deleting what is not there succeeds.
      if (changeSet) {
        engine.store.changeSets.delete(changeSet.id);
      }
      return {};
    },
    ListChangeSets: (call, input) => {
      const stack = namedStack(engine, call, input);
      const open = engine.store.changeSets
        .values()
        .filter(
          item =>
            item.stackId === stack.id && item.execution !== 'EXECUTE_COMPLETE',
        );
      const { items, nextToken } = input.page(open, {
        default: pageSize,
        question: stack.id,
      });
      return {
        Summaries: items.map(changeSetSummaryView),
        NextToken: nextToken,
      };
    },
  };
}

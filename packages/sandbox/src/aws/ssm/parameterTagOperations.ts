import type { AwsCall } from '../service/AwsCall';
import type { Operations } from '../service/AwsService';
import type { Input } from '../service/Input';
import { foundParameter } from './findParameter';
import type { SsmParameter, SsmStore } from './SsmStore';

/** Tags of parameters; other resources of Systems Manager are not there. */
export function parameterTagOperations(store: SsmStore): Operations {
  const parameterOf = (call: AwsCall, input: Input): SsmParameter => {
    input.choice('ResourceType', ['Parameter']);
    return foundParameter(store, call, input.text('ResourceId'));
  };
  return {
    AddTagsToResource: (call, input) => {
      const parameter = parameterOf(call, input);
      const tags = input.tags();
      input.end();
      for (const { Key, Value } of tags) {
        parameter.tags[Key] = Value;
      }
      store.save(parameter);
      return {};
    },
    RemoveTagsFromResource: (call, input) => {
      const parameter = parameterOf(call, input);
      const keys = input.texts('TagKeys');
      input.end();
      for (const key of keys) {
        delete parameter.tags[key];
      }
      store.save(parameter);
      return {};
    },
    ListTagsForResource: (call, input) => ({
      TagList: Object.entries(parameterOf(call, input).tags).map(
        ([Key, Value]) => ({ Key, Value }),
      ),
    }),
  };
}

import type { Operations } from '../../service/AwsService';
import type { ApiContext } from './cloudFormationService';
import { namedStack } from './named';
import { failureMode, stackInput } from './stackInput';

/** What changes stacks as a whole. */
export function stackOperations(context: ApiContext): Operations {
  const { cloudFormation: engine } = context;
  return {
    CreateStack: (call, input) => {
      const asked = {
        ...stackInput(call, input, context),
        onFailure: failureMode(input, 'OnFailure'),
        terminationProtection: input.flag('EnableTerminationProtection'),
      };
      input.end();
      return { StackId: engine.createStack(asked).id };
    },
    UpdateStack: (call, input) => {
      const asked = stackInput(call, input, context);
      input.end();
      return { StackId: engine.updateStack(asked).id };
    },
    DeleteStack: (call, input) => {
      const stack = engine.store.find(call, input.text('StackName'));
      input.choice('DeletionMode', ['STANDARD']);
      input.inner('DeploymentConfig')?.choice('Mode', ['STANDARD']);
      const options = {
        retain: input.texts('RetainResources'),
        token: input.optionalText('ClientRequestToken'),
        roleArn: input.optionalText('RoleARN'),
      };
      input.end();
      // Deleting what is not there succeeds.
      if (stack) {
        engine.operations.delete(stack, options);
      }
      return {};
    },
    CancelUpdateStack: (call, input) => {
      const stack = namedStack(engine, call, input);
      // The events that follow bear the token of the update.
      input.optionalText('ClientRequestToken');
      input.end();
      engine.operations.cancelUpdate(stack);
      return {};
    },
    RollbackStack: (call, input) => {
      const stack = namedStack(engine, call, input);
      const options = {
        token: input.optionalText('ClientRequestToken'),
        roleArn: input.optionalText('RoleARN'),
        retainExceptOnCreate: input.flag('RetainExceptOnCreate'),
      };
      input.inner('DeploymentConfig')?.choice('Mode', ['STANDARD']);
      input.end();
      engine.operations.rollBack(stack, options);
      return { StackId: stack.id };
    },
    ContinueUpdateRollback: (call, input) => {
      const stack = namedStack(engine, call, input);
      const options = {
        continued: true,
        token: input.optionalText('ClientRequestToken'),
        skip: input.texts('ResourcesToSkip'),
        roleArn: input.optionalText('RoleARN'),
      };
      input.end();
      engine.operations.rollBack(stack, options);
      return {};
    },
    UpdateTerminationProtection: (call, input) => {
      const stack = namedStack(engine, call, input);
      const enabled = input.flag('EnableTerminationProtection');
      input.end();
      engine.protect(stack, enabled);
      return { StackId: stack.id };
    },
  };
}

import type { AwsCall } from '../../service/AwsCall';
import { AwsError } from '../../protocols/AwsError';
import type { Input } from '../../service/Input';
import type { CloudFormationEngine } from '../CloudFormationEngine';
import type { ChangeSet, Stack } from '../model';

/** The stack that `StackName` names, or CloudFormation's error. */
export function namedStack(
  engine: CloudFormationEngine,
  call: AwsCall,
  input: Input,
): Stack {
  return engine.stack(call, input.text('StackName'));
}

/** The change set that `ChangeSetName` names, by its ARN or in the stack; or CloudFormation's error. */
export function namedChangeSet(
  engine: CloudFormationEngine,
  call: AwsCall,
  input: Input,
): ChangeSet {
  const name = input.text('ChangeSetName');
  const stackName = input.optionalText('StackName');
  const stack = name.startsWith('arn:')
    ? undefined
    : engine.store.find(call, stackName ?? '');
  if (!name.startsWith('arn:') && !stack) {
    throw input.error(
      stackName
        ? `Stack [${stackName}] does not exist`
        : 'StackName must be specified if ChangeSetName is not specified as an ARN.',
    );
  }
  const changeSet = engine.changeSets.find(call, name, stack?.id);
  if (!changeSet) {
    throw new AwsError(
      'ChangeSetNotFound',
      `ChangeSet [${name}] does not exist`,
      404,
    );
  }
  return changeSet;
}

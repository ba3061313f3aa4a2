import type { AwsContext } from '../../AwsContext';
import type { AwsCall } from '../../service/AwsCall';
import type { Input } from '../../service/Input';
import type { StackInput } from '../Targets';
import { templateText } from './templateText';

/**
 * Reads how an operation is to be carried out; the express mode, which does not wait for resources, is refused.
 *
 * @returns whether a failed operation stays where it failed
 */
function staysWhereItFails(input: Input): boolean {
  const config = input.inner('DeploymentConfig');
  config?.choice('Mode', ['STANDARD']);
  return (
    input.flag('DisableRollback') || (config?.flag('DisableRollback') ?? false)
  );
}

/** Reads what a stack is asked to become. */
export function stackInput(
  call: AwsCall,
  input: Input,
  context: Pick<AwsContext, 's3'>,
): StackInput {
  const name = input.text('StackName');
  const template = templateText(input, context);
  return {
    account: call.account,
    region: call.region,
    stackName: name.startsWith('arn:') ? name.split('/')[1] : name,
    template: input.flag('UsePreviousTemplate') ? undefined : template,
    parameters: input.inputs('Parameters').map(parameter => ({
      key: parameter.text('ParameterKey'),
      // An empty text is a value.
      value: parameter.has('ParameterValue')
        ? String(parameter.raw('ParameterValue'))
        : undefined,
      usePrevious: parameter.flag('UsePreviousValue'),
    })),
    tags: input.has('Tags') ? input.tags() : undefined,
    capabilities: input.texts('Capabilities'),
    notificationArns: input.has('NotificationARNs')
      ? input.texts('NotificationARNs')
      : undefined,
    roleArn: input.optionalText('RoleARN'),
    token: input.optionalText('ClientRequestToken'),
    disableRollback: staysWhereItFails(input),
  };
}

/** What is to become of a stack that fails. */
export function failureMode(
  input: Input,
  name: 'OnFailure' | 'OnStackFailure',
): StackInput['onFailure'] {
  return input.choice(name, ['DELETE', 'DO_NOTHING', 'ROLLBACK']);
}

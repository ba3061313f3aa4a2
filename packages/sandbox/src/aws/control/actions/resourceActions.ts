import type { AwsContext } from '../../AwsContext';
import type { JsonObject, LiveResource } from '../../cloudformation';
import { isStructure, type Input } from '../../service/Input';
import { consoleCall } from '../consoleCall';
import type { Actions } from './Actions';

/** Changes resources behind CloudFormation's back, as in the console; CloudTrail records who it was. */
export function resourceActions(
  aws: Pick<AwsContext, 'bus' | 'clock' | 'cloudFormation'>,
): Actions {
  const { bus, clock, cloudFormation } = aws;
  const read = (input: Input) => ({
    live: resource(aws, input),
    user: input.optionalText('user') ?? 'console',
    at: clock.now(),
  });
  return {
    'edit-resource': input => {
      const edit = { ...read(input), change: jsonObject(input, 'change') };
      input.end();
      const result = cloudFormation.edits.edit(edit.live, edit.change);
      bus.emit('call', consoleCall(edit));
      return result;
    },
    'delete-resource': input => {
      const deletion = read(input);
      input.end();
      cloudFormation.edits.delete(deletion.live);
      bus.emit('call', consoleCall(deletion));
      return {};
    },
  };
}

function resource(
  { cloudFormation }: Pick<AwsContext, 'cloudFormation'>,
  input: Input,
): LiveResource {
  const place = {
    account: input.text('account'),
    region: input.text('region'),
    stackName: input.text('stackName'),
  };
  const logicalId = input.text('logicalId');
  const live = cloudFormation
    .resources(place)
    .find(item => item.logicalId === logicalId);
  if (!live) {
    throw input.error(
      `Stack ${place.stackName} in ${place.account}/${place.region} has no resource ${logicalId}`,
    );
  }
  return live;
}

/** A JSON object, given as such or, by a form, as text. */
function jsonObject(input: Input, name: string): JsonObject {
  const given = input.raw(name);
  let value: unknown;
  try {
    value = typeof given === 'string' ? JSON.parse(given) : given;
  } catch {
    value = undefined;
  }
  if (!isStructure(value) || Object.keys(value).length === 0) {
    throw input.error(
      `${name} must be a JSON object with a property or more; null removes one`,
    );
  }
  return value as JsonObject;
}

import type { AwsSandbox } from '../aws';
import { AwsError } from '../aws/protocols/AwsError';
import { parseTemplate } from '../aws/cloudformation/parseTemplate';
import { guessParameters } from './guessParameters';

const PLACE = { account: '111122223333', region: 'us-east-1' };

/** What became of a template in the sandbox. */
export interface SampleResult {
  /**
   * `evaluated`: it became a stack. `lacking`: the sandbox names what of it it does not imitate. `refused`: the sandbox said what AWS
   * says of a fault, so the template or the sandbox has one. `unguessed`: it has a parameter that no value was found for. `broken`: the
   * sandbox failed, which it never should.
   */
  readonly outcome:
    'evaluated' | 'lacking' | 'refused' | 'unguessed' | 'broken';
  readonly reason?: string;
}

/** Whether a file is a template: it has the section that all of them have. */
export function isTemplate(text: string): boolean {
  return (
    /(?:^|[{,\s])"?Resources"?\s*:/.test(text) &&
    /"?Type"?\s*:\s*['"]?\w+::/.test(text)
  );
}

/** Makes a stack of a template, with guessed parameters, and deletes it. */
export async function trySample(
  aws: Pick<AwsSandbox, 'cloudFormation'>,
  { name, template }: { name: string; template: string },
): Promise<SampleResult> {
  const stackName = name;
  try {
    const { given, missing } = guessParameters(parseTemplate(template));
    if (missing.length > 0) {
      return {
        outcome: 'unguessed',
        reason: `no value was found for ${missing.join(', ')}`,
      };
    }
    const stack = await aws.cloudFormation.deploy({
      ...PLACE,
      stackName,
      template,
      parameters: given,
    });
    if (stack.status === 'CREATE_COMPLETE') {
      await aws.cloudFormation.destroy({ ...PLACE, stackName });
      return { outcome: 'evaluated' };
    }
    const events = aws.cloudFormation.store.events(stack.id);
    const failed =
      events.findLast(({ status }) => status.endsWith('_FAILED')) ??
      // Of an output that cannot be evaluated only the stack tells.
      events.find(({ status }) => status === 'ROLLBACK_IN_PROGRESS');
    return refusal(
      `${failed?.logicalId ?? stackName}: ${failed?.reason ?? stack.status}`,
    );
  } catch (error) {
    return error instanceof AwsError
      ? refusal(error.message)
      : { outcome: 'broken', reason: String(error) };
  }
}

function refusal(reason: string): SampleResult {
  return {
    outcome: /\bthe sandbox\b/i.test(reason) ? 'lacking' : 'refused',
    reason,
  };
}

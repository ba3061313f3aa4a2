import { z } from 'zod';

/** Where an event of a stack comes from. */
export interface StackEventPlace {
  readonly account: string;
  readonly region: string;
}

const patternSchema = z.record(z.string(), z.unknown());
const texts = z.array(z.string());

/**
 * Whether a rule sends every event that tells of a stack's state.
 *
 * @param pattern - the rule's event pattern, as JSON; undefined of a rule that has a schedule
 * @returns undefined where the pattern asks for more, or in another way, than is weighed here
 */
export function takesStackEvents(
  pattern: string | undefined,
  place: StackEventPlace,
): boolean | undefined {
  if (!pattern) {
    return false;
  }
  const event: Readonly<Record<string, string | undefined>> = {
    ...place,
    source: 'aws.cloudformation',
    'detail-type': 'CloudFormation Stack Status Change',
  };
  const answers = Object.entries(patternSchema.parse(JSON.parse(pattern))).map(
    ([field, asked]) => {
      const values = texts.safeParse(asked);
      const value = event[field];
      return values.success && value ? values.data.includes(value) : undefined;
    },
  );
  if (answers.includes(false)) {
    return false;
  }
  return answers.includes(undefined) ? undefined : true;
}

import type { StackReading } from '../store';
import { ACCOUNT, REGION } from './awsAnswers';

/** Account and region of the example stacks. */
export const PLACE = { account: ACCOUNT, region: REGION };

/** An example stack of the unit `environments/<name>`, as a sweep reads it. */
export function stackReading(
  name: string,
  overrides: Partial<StackReading> = {},
): StackReading {
  return {
    ...PLACE,
    stackId: `arn:${name}`,
    name,
    unit: `environments/${name}`,
    entityRef: `resource:default/${name}`,
    createdAt: '2026-05-01T10:00:00.000Z',
    updatedAt: '2026-05-01T10:00:00.000Z',
    status: 'CREATE_COMPLETE',
    ...overrides,
  };
}

import type { Stack } from './model';
import type { StackInput } from './Targets';
import { validationError } from './validationError';
import { randomUUID } from 'node:crypto';

/** A stack that is still to be made. Throws for a name that no stack can have. */
export function newStack(input: StackInput, now: string): Stack {
  if (!/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/.test(input.stackName)) {
    throw validationError(
      `1 validation error detected: Value '${input.stackName}' at 'stackName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*|arn:[-a-zA-Z0-9:/._+]*`,
    );
  }
  return {
    account: input.account,
    region: input.region,
    id: `arn:aws:cloudformation:${input.region}:${input.account}:stack/${input.stackName}/${randomUUID()}`,
    name: input.stackName,
    status: 'REVIEW_IN_PROGRESS',
    createdAt: now,
    parameters: [],
    tags: [],
    outputs: [],
    resources: {},
    leftovers: [],
    capabilities: [],
    notificationArns: [],
    disableRollback: false,
    terminationProtection: false,
    drift: { status: 'NOT_CHECKED' },
    imports: [],
  };
}

import { CloudFormationServiceException } from '@aws-sdk/client-cloudformation';
import type { StoredStack } from '../../store';
import { IncompleteReading } from './IncompleteReading';

/** Answers that no other stack would get a better one after. */
const OF_ALL_STACKS = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidClientTokenId',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
]);
/** Stacks that a reason names one by one. */
const NAMED = 3;

/** A stack that CloudFormation refused to tell of. */
export interface Refusal {
  stack: StoredStack;
  /** Names the stack, CloudFormation's error and what it said. */
  reason: string;
}

/**
 * Reads one stack after the other. What CloudFormation refuses of one does not keep it from the others: all that were
 * refused are answered. A failure that is not about the stack, such as of the network or of credentials, is thrown at once.
 */
export async function readEachStack(
  stacks: StoredStack[],
  read: (stack: StoredStack) => Promise<void>,
): Promise<Refusal[]> {
  const refusals: Refusal[] = [];
  for (const stack of stacks) {
    try {
      await read(stack);
    } catch (error) {
      if (
        !(error instanceof CloudFormationServiceException) ||
        OF_ALL_STACKS.has(error.name)
      ) {
        throw error;
      }
      const message = error.message.replace(/[.\s]+$/, '');
      refusals.push({
        stack,
        reason: `${stack.name}: ${error.name}: ${message}.`,
      });
    }
  }
  return refusals;
}

/** Throws an `IncompleteReading` that names the stacks, if there are any. */
export function requireAll(refusals: Refusal[]): void {
  if (refusals.length === 0) {
    return;
  }
  const named = refusals.slice(0, NAMED).map(({ reason }) => reason);
  const more = refusals.length - named.length;
  throw new IncompleteReading(
    [...named, ...(more > 0 ? [`${more} more stacks likewise.`] : [])].join(
      ' ',
    ),
  );
}

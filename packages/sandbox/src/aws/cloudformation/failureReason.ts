import { randomUUID } from 'node:crypto';
import { AwsError } from '../protocols/AwsError';
import { ResourceError } from '../resources/ResourceProvider';

/** Thrown through an operation when the sandbox closes: the operation stays recorded and goes on at the next start. */
export class Stopped extends Error {}

/** Another resource failed while this one was under way. */
export class Cancelled extends Error {}

/** An error's message. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Why a resource failed, worded as CloudFormation does. */
export function failureReason(error: unknown): string {
  if (
    error instanceof ResourceError &&
    !error.message.startsWith('Resource handler returned message')
  ) {
    return `Resource handler returned message: "${error.message}" (RequestToken: ${randomUUID()}, HandlerErrorCode: ${error.code})`;
  }
  if (error instanceof AwsError || error instanceof Cancelled) {
    return error.message;
  }
  return messageOf(error);
}

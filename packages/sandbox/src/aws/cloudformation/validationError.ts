import { AwsError } from '../protocols/AwsError';

/** An error as CloudFormation words most of its own. */
export function validationError(message: string): AwsError {
  return new AwsError('ValidationError', message);
}

import { AwsError } from '../protocols/AwsError';
import type { Output } from '../service/AwsService';
import type { Input } from '../service/Input';
import type { PolicyDocument } from '../service/PolicyDocument';

/** IAM's error for what is not there. */
export function noSuchEntity(message: string): AwsError {
  return new AwsError('NoSuchEntity', message, 404);
}

/** IAM's error for a name that is taken. */
export function alreadyExists(message: string): AwsError {
  return new AwsError('EntityAlreadyExists', message, 409);
}

/** IAM's error for what others still hang on. */
export function deleteConflict(message: string): AwsError {
  return new AwsError('DeleteConflict', message, 409);
}

/** A policy that is sent as JSON. */
export function documentOf(input: Input, name: string): PolicyDocument {
  const text = input.text(name);
  try {
    return JSON.parse(text);
  } catch {
    throw new AwsError(
      'MalformedPolicyDocument',
      'This policy contains invalid Json',
    );
  }
}

/** A policy as answers carry it. */
export function encoded(policy: PolicyDocument): string {
  return encodeURIComponent(JSON.stringify(policy));
}

/** A page of a list, in IAM's shape. */
export function listed(input: Input, name: string, list: unknown[]): Output {
  const { items, nextToken } = input.page(list, {
    token: 'Marker',
    limit: 'MaxItems',
    default: 100,
    max: 1000,
  });
  return {
    [name]: items,
    IsTruncated: nextToken !== undefined,
    Marker: nextToken,
  };
}

import type { AwsCall } from './AwsCall';

/** An error that the caller sees with its code, in the shape of the protocol it speaks. */
export class AwsError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
    /** Further members of the error's shape. */
    readonly members: Record<string, unknown> = {},
  ) {
    super(message);
    this.name = code;
  }
}

/** The operation is unknown, or not imitated: JSON services say UnknownOperationException, others InvalidAction. */
export class UnsupportedOperationError extends AwsError {
  constructor(operation: string, service: string) {
    super(
      'InvalidAction',
      `The operation ${operation} of ${service} is not implemented by the sandbox.`,
    );
  }
}

/** What a service throws for an operation that it does not imitate. */
export function unsupportedOperation(
  call: Pick<AwsCall, 'operation' | 'service'>,
): UnsupportedOperationError {
  return new UnsupportedOperationError(call.operation, call.service);
}

/** How long CloudFormation takes at most from a call to the first event of its operation. */
const SLACK_MS = 60_000;

/** When something began, ISO 8601, and the token that CloudFormation knows it by. */
interface Begun {
  at: string;
  clientToken?: string;
}

/**
 * Whether a call caused an operation on the stack that it names: by the token that the call gave and the events repeat; where
 * neither has one, by the time at which the operation began. CloudTrail tells whole seconds.
 */
export function causes(call: Begun, operation: Begun): boolean {
  if (call.clientToken !== undefined || operation.clientToken !== undefined) {
    return call.clientToken === operation.clientToken;
  }
  const after = Date.parse(operation.at) - Date.parse(call.at);
  return after >= -1000 && after <= SLACK_MS;
}

/** What services call it that more was asked of them than their rate allows. */
const THROTTLE = new Set([
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
  'RequestLimitExceeded',
  'LimitExceededException',
]);

/** Whether an error of this name or code is about the rate of requests. */
export function isThrottling(name: string): boolean {
  return THROTTLE.has(name);
}

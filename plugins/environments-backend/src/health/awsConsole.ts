import { consoleUrl } from '@plinth/blueprints/schema';

/** Address of a stack in the AWS console. */
export function stackConsoleUrl(stack: {
  region: string;
  stackId: string;
}): string {
  return consoleUrl(
    stack.region,
    `/cloudformation/home?region=${stack.region}#/stacks/stackinfo?stackId=${encodeURIComponent(stack.stackId)}`,
  );
}

/** Address of an alarm in the AWS console. */
export function alarmConsoleUrl(alarm: {
  region: string;
  name: string;
}): string {
  return consoleUrl(
    alarm.region,
    `/cloudwatch/home?region=${alarm.region}#alarmsV2:alarm/${encodeURIComponent(alarm.name)}`,
  );
}

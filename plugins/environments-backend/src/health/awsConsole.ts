const REGION_HOST = (region: string) =>
  `https://${region}.console.aws.amazon.com`;

/** Address of a stack in the AWS console. */
export function stackConsoleUrl(stack: {
  region: string;
  stackId: string;
}): string {
  return `${REGION_HOST(stack.region)}/cloudformation/home?region=${
    stack.region
  }#/stacks/stackinfo?stackId=${encodeURIComponent(stack.stackId)}`;
}

/** Address of an alarm in the AWS console. */
export function alarmConsoleUrl(alarm: {
  region: string;
  name: string;
}): string {
  return `${REGION_HOST(alarm.region)}/cloudwatch/home?region=${
    alarm.region
  }#alarmsV2:alarm/${encodeURIComponent(alarm.name)}`;
}

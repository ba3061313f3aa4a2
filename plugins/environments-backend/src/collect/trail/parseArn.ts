/** The parts of an ARN that tell what it names. */
export interface ArnParts {
  /** As ARNs call it, such as `cloudwatch`. */
  service: string;
  /** Empty where the service has none, as for buckets. */
  account: string;
  /** What follows the account: `table/claims`. */
  rest: string;
}

/** Undefined for what is no ARN. */
export function parseArn(text: string): ArnParts | undefined {
  const [, service, account, rest] =
    /^arn:[\w-]+:([\w-]+):[\w-]*:(\d*):(.+)$/s.exec(text) ?? [];
  return rest === undefined ? undefined : { service, account, rest };
}

/** Calls that are refused for once, as if a limit were reached. */
export interface LimitFault {
  /** `primary`: no calls are left this hour; `secondary`: too much at once. */
  readonly kind: 'primary' | 'secondary';
  /** Seconds until it would go on: `x-ratelimit-reset`, or `retry-after`. */
  readonly retryAfter: number;
  /** GitHub answers either. Default: 403. */
  readonly status?: 403 | 429;
  /** How many calls are refused. Default: 1. */
  readonly times?: number;
  /** Which calls; the path is without the API's prefix. Default: all. */
  readonly matches?: (method: string, path: string) => boolean;
}

/** Rate limits. They hold for each who calls. */
export interface LimitsApi {
  /** The primary limit. */
  callsPerHour: number;
  /** Most calls that create something in a minute; GitHub's is 80. Undefined: as many as one likes. */
  contentsPerMinute: number | undefined;
  /** Switches a fault on. */
  refuse(fault: LimitFault): void;
}

import type { SandboxClock } from '../clock';
import { matchesPattern } from './iam/matchesPattern';

/** What can go wrong with a resource. */
export type ResourceAction = 'create' | 'update' | 'delete';

/** A failure that waits for the next resource of a type. */
export interface PlannedFailure {
  id: string;
  /** Resource type or pattern: `AWS::RDS::DBInstance`, `AWS::RDS::*`. */
  type: string;
  action: ResourceAction;
  message: string;
  /** How many more times it happens. */
  remaining: number;
  account?: string;
  stackName?: string;
}

/** An operation that is refused for a while. */
export interface Throttle {
  /** `cloudformation:DescribeStacks`, `ce:*`. */
  action: string;
  account?: string;
  /** Milliseconds since the epoch. */
  until: number;
}

/** Failures that somebody asked for, through the control API or in a test. */
export class Faults {
  readonly #clock: SandboxClock;
  #failures: PlannedFailure[] = [];
  #throttles: Throttle[] = [];
  /** Regions, by when they were lost. */
  readonly #lost = new Map<string, number>();
  #sequence = 0;

  constructor(clock: SandboxClock) {
    this.#clock = clock;
  }

  /** The next resource of the type fails with this message. */
  failNext(options: {
    type: string;
    action?: ResourceAction;
    message: string;
    times?: number;
    account?: string;
    stackName?: string;
  }): PlannedFailure {
    this.#sequence += 1;
    const failure: PlannedFailure = {
      id: String(this.#sequence),
      action: 'create',
      ...options,
      remaining: options.times ?? 1,
    };
    this.#failures.push(failure);
    return failure;
  }

  /** The operations that match are refused with the service's throttling error for so many milliseconds. */
  throttle(options: {
    action: string;
    milliseconds: number;
    account?: string;
  }): Throttle {
    const throttle = {
      action: options.action,
      account: options.account,
      until: this.#clock.millis() + options.milliseconds,
    };
    this.#throttles.push(throttle);
    return throttle;
  }

  /** From now on no call of the region is answered, and nothing in it changes. */
  loseRegion(region: string): void {
    this.#lost.set(region, this.lostSince(region) ?? this.#clock.millis());
  }

  /** Ends {@link loseRegion}: all is there as it was. */
  restoreRegion(region: string): void {
    this.#lost.delete(region);
  }

  /** Whether the region is lost. */
  isLost(region: string): boolean {
    return this.#lost.has(region);
  }

  /** Milliseconds since the epoch at which the region was lost; undefined while it answers. */
  lostSince(region: string): number | undefined {
    return this.#lost.get(region);
  }

  /** The regions that are lost at present. */
  lostRegions(): string[] {
    return [...this.#lost.keys()].sort();
  }

  /** Forgets all failures and throttles, and brings back lost regions. */
  clear(): void {
    this.#lost.clear();
    this.#failures = [];
    this.#throttles = [];
  }

  list(): { failures: PlannedFailure[]; throttles: Throttle[] } {
    const now = this.#clock.millis();
    return {
      failures: this.#failures.filter(failure => failure.remaining > 0),
      throttles: this.#throttles.filter(throttle => throttle.until > now),
    };
  }

  /** The message with which this step fails, if a failure was planned for it; it is used up by asking. */
  take(step: {
    type: string;
    action: ResourceAction;
    account: string;
    stackName: string;
  }): string | undefined {
    const failure = this.#failures.find(
      item =>
        item.remaining > 0 &&
        item.action === step.action &&
        matchesPattern(item.type, step.type) &&
        (item.account ?? step.account) === step.account &&
        (item.stackName ?? step.stackName) === step.stackName,
    );
    if (!failure) {
      return undefined;
    }
    failure.remaining -= 1;
    return failure.message;
  }

  /** Whether the action is throttled now. */
  isThrottled(action: string, account: string): boolean {
    const now = this.#clock.millis();
    return this.#throttles.some(
      item =>
        item.until > now &&
        matchesPattern(item.action, action, true) &&
        (item.account ?? account) === account,
    );
  }
}

import type { Finding } from '@plinth/plugin-environments-common';
import { messageOf } from '../errors';

/** Collects what goes wrong while a plan's facts are gathered: each failure becomes an error finding, so that the plan fails closed. */
export class Attempts {
  readonly findings: Finding[] = [];

  /** What `get` gives; undefined after a failure, which is a finding of the rule then. */
  async get<T>(rule: string, get: () => Promise<T>): Promise<T | undefined> {
    try {
      return await get();
    } catch (error) {
      this.findings.push({
        severity: 'error',
        rule,
        message: messageOf(error),
      });
      return undefined;
    }
  }
}

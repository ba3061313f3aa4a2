import type { ConnectionFinding } from '@plinth/plugin-environments-common';

/** One thing that the guide to connecting AWS and GitHub asks for. */
export interface Check {
  /** What is looked at: `webhook`, `bootstrap`. */
  readonly name: string;
  /** Where: a repository, an account, an account and region. */
  readonly subject: string;
  /** What holds if nothing is missing, in a sentence. */
  readonly good: string;
  /** How to make it so, in a sentence. */
  readonly remedy: string;
  /** What whoever runs the doctor can do, where it cannot be read. */
  readonly access: string;
  /**
   * Looks, and changes nothing.
   *
   * @returns what is missing, in sentences; none if all is there
   * @throws CannotTell, or whatever kept it from being read
   */
  look(): Promise<readonly string[]>;
}

/** It was read, and does not tell whether the thing is there. */
export class CannotTell extends Error {
  override readonly name = 'CannotTell';
}

/** Makes a check. What could not be read is unknown, whatever the reason: never good. */
export async function examine(check: Check): Promise<ConnectionFinding> {
  const { name, subject, good, remedy, access } = check;
  const at = { check: name, subject };
  try {
    const faults = await check.look();
    return faults.length === 0
      ? { ...at, status: 'good', found: good }
      : { ...at, status: 'missing', found: faults.join(' '), remedy };
  } catch (error) {
    return {
      ...at,
      status: 'unknown',
      found: `It cannot be told: ${messageOf(error)}.`,
      remedy: access,
    };
  }
}

/** The message of whatever was thrown, on one line and without its full stop. */
function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/\s+/g, ' ').replace(/[.\s]+$/, '');
}

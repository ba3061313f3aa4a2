import type { Unit } from '@plinth/blueprints/schema';
import { dataFileOf } from '@plinth/repository/units';
import type { FoundStack } from '../removal/FoundStack';
import type { PreviewFacts } from './PreviewFacts';

const HOUR_MS = 3_600_000;

/** Whether the time of a preview is over, and why. */
export interface Standing {
  readonly over: boolean;
  /** A sentence without its full stop. */
  readonly reason: string;
  /** When its time is over, if it has one. */
  readonly endsAt?: Date;
}

/**
 * A preview is over when its folder is gone, when its environment is over, or when `ttlHours` have passed since its stack
 * was created.
 */
export function standingOf(options: {
  unitPath: string;
  /** As it is on the branch; undefined when it is gone. */
  folder: Unit | undefined;
  /** The newest first. */
  stacks: readonly FoundStack[];
  facts: Pick<PreviewFacts, 'now' | 'changes'>;
  /** Why the environment of a tenant ends, if it does. */
  host: Standing | undefined;
}): Standing {
  const { unitPath, folder, stacks, facts, host } = options;
  if (!folder) {
    return { over: true, reason: `${unitPath} is not on the branch any more` };
  }
  if (host?.over) {
    return {
      over: true,
      reason: `its environment ends: ${host.reason}`,
      endsAt: host.endsAt,
    };
  }
  const hours = ttlHoursOf(folder);
  if (hours === undefined) {
    return {
      over: false,
      reason:
        folder.kind === 'tenant'
          ? `it ends with its environment ${folder.environment}`
          : `${dataFileOf(unitPath)} names no ttlHours, so it ends when its folder is removed`,
      endsAt: host?.endsAt,
    };
  }
  return timeLeft({ unitPath, name: folder.name, hours, stacks, facts });
}

/** Counts from the creation of the main stack; without one, from the last change of the folder. */
function timeLeft(options: {
  unitPath: string;
  name: string;
  hours: number;
  stacks: readonly FoundStack[];
  facts: Pick<PreviewFacts, 'now' | 'changes'>;
}): Standing {
  const { unitPath, name, hours, stacks, facts } = options;
  const main = stacks.find(({ stackName }) => stackName === name);
  // Of a creation that failed half-way, further stacks may be all that there is; the oldest is last.
  const created = (main ?? stacks.at(-1))?.createdAt;
  const since = created ?? facts.changes.get(unitPath)?.at;
  if (!since) {
    return {
      over: false,
      reason: `it has no stack, and the history does not say when ${unitPath} changed`,
    };
  }
  const endsAt = new Date(since.getTime() + hours * HOUR_MS);
  const over = facts.now >= endsAt;
  if (created) {
    return {
      over,
      endsAt,
      reason: over
        ? `its ${hours} hours since its creation at ${utc(since)} are over`
        : `it lives until ${utc(endsAt)}, ${hours} hours after its creation`,
    };
  }
  return {
    over,
    endsAt,
    reason: over
      ? `it has no stack, and the ${hours} hours since its folder changed at ${utc(since)} are over`
      : `it has no stack, and may get one until ${utc(endsAt)}, ${hours} hours after its folder changed`,
  };
}

/** `2026-11-21 07:30 UTC`. */
function utc(date: Date): string {
  return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** Blueprints with previews require it there, and have no default for it. */
function ttlHoursOf({ parameters }: Unit): number | undefined {
  const { ttlHours } = parameters;
  return typeof ttlHours === 'number' && ttlHours > 0 ? ttlHours : undefined;
}

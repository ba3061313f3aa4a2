import type { FleetUpgrade } from '@plinth/plugin-environments-common';
import type { FleetUpgradeUnit, StoredFleetUpgrade } from '../store';

/** What is known of a unit that an upgrade is busy with. */
export interface UnitFacts {
  /** What became of its request, while nobody knows a pull request yet. */
  readonly request?:
    | { readonly state: 'running' | 'lost' }
    | {
        readonly state: 'opened';
        readonly pull: { number: number; url: string };
      }
    | { readonly state: 'refused'; readonly reason: string };
  /** Its pull request, as GitHub last described it. */
  readonly pull?: 'open' | 'merged' | 'closed';
  /** What became of the merged commit. */
  readonly deployment?: 'succeeded' | 'failed';
  /** Why it is not well, if it is not; undefined while it is Healthy. */
  readonly unwell?: string;
}

/** What an upgrade does next. */
export interface UpgradeDecision {
  /** Units of which more is known now. */
  readonly changed: readonly FleetUpgradeUnit[];
  /** Units that are to be asked for, in this order. */
  readonly ask: readonly FleetUpgradeUnit[];
  /** Where the upgrade goes, if it goes anywhere. */
  readonly move?: Pick<FleetUpgrade, 'state' | 'reason'>;
}

/** Whether nothing more becomes of it. */
function isOver({ state }: FleetUpgradeUnit): boolean {
  return state === 'done' || state === 'leftOut';
}

/**
 * Decides how an upgrade goes on. Units go forward by what is known of them, also while it is paused or has stopped: people merge
 * when they like. New ones are asked for only while it runs, only of the first wave that is not over, and only as long as fewer than
 * `maxOpen` requests are open. The first that fails stops all. Pure.
 *
 * @param factsOf - what is known of a unit; nothing for one that waits
 */
export function decideUpgrade(
  upgrade: StoredFleetUpgrade,
  factsOf: (unit: FleetUpgradeUnit) => UnitFacts,
  now: Date,
): UpgradeDecision {
  const { healthyMinutes, maxOpen } = upgrade.request;
  const units = upgrade.units.map(unit =>
    advance(unit, factsOf(unit), { now, healthyMs: healthyMinutes * 60_000 }),
  );
  const changed = units.filter((unit, index) => unit !== upgrade.units[index]);
  if (upgrade.state !== 'running') {
    return { changed, ask: [] };
  }
  const failed = units.filter(({ state }) => state === 'failed');
  if (failed.length > 0) {
    const reasons = failed.map(({ name, reason }) => `${name}: ${reason}`);
    return {
      changed,
      ask: [],
      move: {
        state: 'stopped',
        reason: `Wave ${failed[0].wave} failed. ${reasons.join('; ')}`,
      },
    };
  }
  const wave = units.find(unit => !isOver(unit))?.wave;
  if (wave === undefined) {
    return { changed, ask: [], move: { state: 'finished' } };
  }
  const open = units.filter(
    ({ state }) => state === 'asked' || state === 'open',
  ).length;
  return {
    changed,
    ask: units
      .filter(unit => unit.wave === wave && unit.state === 'waiting')
      .slice(0, Math.max(0, maxOpen - open)),
  };
}

/** The unit as it is by what is known; the same object where that is nothing new. */
function advance(
  unit: FleetUpgradeUnit,
  facts: UnitFacts,
  { now, healthyMs }: { now: Date; healthyMs: number },
): FleetUpgradeUnit {
  switch (unit.state) {
    case 'asked':
      return asked(unit, facts);
    case 'open':
      return merged(unit, facts);
    case 'settling':
      return settled(unit, facts, now, healthyMs);
    default:
      return unit;
  }
}

function asked(unit: FleetUpgradeUnit, { request }: UnitFacts) {
  switch (request?.state) {
    case 'opened':
      return { ...unit, state: 'open' as const, pullRequest: request.pull };
    case 'refused':
      return failure(unit, request.reason);
    case 'lost':
      // Asking again finds the pull request that the lost one opened.
      return { ...unit, state: 'waiting' as const, taskId: undefined };
    default:
      return unit;
  }
}

function merged(unit: FleetUpgradeUnit, { pull }: UnitFacts) {
  switch (pull) {
    case 'merged':
      return { ...unit, state: 'settling' as const, merged: true };
    case 'closed':
      return failure(
        unit,
        `pull request #${unit.pullRequest?.number} was closed without a merge`,
      );
    default:
      return unit;
  }
}

function settled(
  unit: FleetUpgradeUnit,
  { deployment, unwell }: UnitFacts,
  now: Date,
  healthyMs: number,
): FleetUpgradeUnit {
  if (deployment === 'failed') {
    return failure(unit, 'its deployment failed');
  }
  if (deployment === undefined) {
    return unit;
  }
  if (unwell !== undefined) {
    return failure(unit, `it is not Healthy after its deployment: ${unwell}`);
  }
  if (unit.healthySince === undefined) {
    return { ...unit, healthySince: now.toISOString() };
  }
  return now.getTime() - Date.parse(unit.healthySince) >= healthyMs
    ? { ...unit, state: 'done' }
    : unit;
}

function failure(unit: FleetUpgradeUnit, reason: string): FleetUpgradeUnit {
  return { ...unit, state: 'failed', reason, healthySince: undefined };
}

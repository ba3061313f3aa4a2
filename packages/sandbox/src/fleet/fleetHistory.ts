import type { Unit } from '@plinth/blueprints/schema';
import type { chanceOf } from './chance';
import type { Ailment, FleetChange, FleetMember } from './Fleet';

const DAY = 86_400_000;
const YEAR = 365 * DAY;

/** Requests of the last month, by what became of them. */
const ENDINGS = [
  { ailment: 'rolledBack', deployment: 'rolledBack' },
  { ailment: 'failed', deployment: 'failed' },
  { ailment: 'behind', deployment: 'notDeployed' },
] as const satisfies readonly {
  ailment: Ailment;
  deployment: NonNullable<FleetChange['deployment']>;
}[];

/** Units that one request of the last month changes at most. */
const UNITS_AT_ONCE = 25;

/** A unit as it was when it was asked for. */
function atFirst(unit: Unit): Unit {
  return unit.kind === 'environment'
    ? { ...unit, version: '1.0.0' }
    : { ...unit, parameters: { ...unit.parameters, storageQuotaGiB: 5 } };
}

/** A unit as it was before its budget was raised. */
function before(unit: Unit): Unit {
  return { ...unit, monthlyBudget: unit.monthlyBudget - 25 };
}

function pieces<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, i) =>
    all.slice(i * size, (i + 1) * size),
  );
}

/**
 * A year of a fleet. Each team asks for its units in the first five months, in one request, and later brings them to what they are
 * now in another. In the last month some are changed once more, which does not go well, and folders whose stacks stay are removed.
 */
export function fleetHistory(options: {
  members: readonly FleetMember[];
  teams: readonly string[];
  until: number;
  chance: ReturnType<typeof chanceOf>;
}): FleetChange[] {
  const { members, teams, until, chance } = options;
  const start = until - YEAR;
  /** A moment between two days of the year. */
  const moment = (from: number, to: number, ...about: (string | number)[]) =>
    start + Math.floor((from + chance('moment', ...about) * (to - from)) * DAY);
  const people = (...about: (string | number)[]) =>
    chance('people', ...about) < 0.7
      ? { requester: 'developer', approver: 'engineer' }
      : { requester: 'engineer', approver: 'admin' };
  const endsBadly = new Set<Ailment | undefined>(
    ENDINGS.map(({ ailment }) => ailment),
  );
  const changes: FleetChange[] = teams.flatMap(team => {
    const own = members
      .filter(({ unit }) => unit.owner === `group:default/${team}`)
      .map(({ unit, ailment }) =>
        endsBadly.has(ailment) ? before(unit) : unit,
      );
    return own.length === 0
      ? []
      : [
          {
            at: moment(0, 150, 'creation', team),
            title: `${own.length} units of ${team}`,
            ...people('creation', team),
            units: own.map(atFirst),
            kind: 'creation' as const,
          },
          {
            at: moment(180, 330, 'update', team),
            title: `Newer blueprints and larger quotas of ${team}`,
            ...people('update', team),
            units: own,
            kind: 'update' as const,
          },
        ];
  });
  const ill = (ailment: Ailment) =>
    members.filter(each => each.ailment === ailment).map(({ unit }) => unit);
  for (const { ailment, deployment } of ENDINGS) {
    pieces(ill(ailment), UNITS_AT_ONCE).forEach((units, index) =>
      changes.push({
        at: moment(335, 363, ailment, index),
        title: `Higher budgets of ${units.length === 1 ? units[0].name : `${units.length} units`}`,
        ...people(ailment, index),
        units,
        kind: 'update',
        deployment,
      }),
    );
  }
  const orphaned = ill('orphaned');
  if (orphaned.length > 0) {
    changes.push({
      at: moment(363, 364, 'removal'),
      title: `Folders of ${orphaned.length} units that nobody asks for`,
      ...people('removal'),
      units: orphaned,
      kind: 'removal',
    });
  }
  return changes.sort((a, b) => a.at - b.at);
}

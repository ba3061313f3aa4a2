import type { Drill } from './drills';
import type { Side } from './serving';
import { SWITCH_DRILLS } from './switchDrills';

/** A stack in the report of a deployment. */
export interface ReportedStack {
  readonly stackName: string;
  readonly outcome: string;
  readonly startedAt?: string;
  readonly finishedAt?: string;
  /** The region that is to serve, where it was the other one before. */
  readonly switchesTo?: Side;
  /** Up to when a promoted database has what was written to the one that it followed. */
  readonly recoveredTo?: string;
}

/** What the report of a deployment says of switches; times are in ISO 8601. */
export interface ReportedDeployment {
  readonly startedAt: string;
  readonly pullRequest?: number;
  readonly stacks: readonly ReportedStack[];
}

/** A drill as the deployments of a switch measured it. */
export type MeasuredDrill = Drill & { readonly measured: true };

/** What is known of a switch while its deployments go on. */
interface Switch {
  readonly to: Side;
  /** When its first stack began, in milliseconds. */
  readonly from: number;
  /** Up to when the promoted database has what was written, in milliseconds. */
  recoveredTo?: number;
  change?: number;
  readonly ended: Map<string, number>;
}

const MINUTE = 60_000;

/**
 * The drills that a unit's switches of regions were, as their deployments measured them: from the start of the first stack,
 * which fences the region that served, to the end of the one that each exercise ends with, over all deployments that it
 * took. What was lost of PostgreSQL are the minutes before that start of which the promoted database has nothing. A switch counts once
 * people have been led over. Newest last.
 *
 * @param reports - deployments that included the unit, in any order
 * @param unit - the unit's name, with which those of its stacks begin
 */
export function measureSwitches(
  reports: readonly ReportedDeployment[],
  unit: string,
): MeasuredDrill[] {
  const inOrder = [...reports].sort(
    (a, b) => Date.parse(a.startedAt) - Date.parse(b.startedAt),
  );
  const drills: MeasuredDrill[] = [];
  let open: Switch | undefined;
  for (const report of inOrder) {
    for (const stack of partsOf(report)) {
      const from = Date.parse(stack.startedAt ?? report.startedAt);
      if (open?.to !== stack.switchesTo) {
        open = { to: stack.switchesTo, from, ended: new Map() };
      }
      // The number of the last change that it took, since that is the one that ended it.
      open.change = report.pullRequest ?? open.change;
      if (stack.recoveredTo) {
        open.recoveredTo ??= Date.parse(stack.recoveredTo);
      }
      if (stack.outcome === 'succeeded' && stack.finishedAt) {
        open.ended.set(stack.stackName, Date.parse(stack.finishedAt));
      }
    }
    const measured = open && drillsOf(open, unit);
    if (measured) {
      drills.push(...measured);
      open = undefined;
    }
  }
  return drills;
}

type Part = ReportedStack & { readonly switchesTo: Side };

/** The stacks of a deployment that took part in a switch, in the order in which they began. */
function partsOf({ stacks, startedAt }: ReportedDeployment): Part[] {
  return stacks
    .filter((stack): stack is Part => stack.switchesTo !== undefined)
    .sort(
      (a, b) =>
        Date.parse(a.startedAt ?? startedAt) -
        Date.parse(b.startedAt ?? startedAt),
    );
}

/** Undefined while people are not led over. */
function drillsOf(
  { to, from, recoveredTo, change, ended }: Switch,
  unit: string,
): MeasuredDrill[] | undefined {
  const drills = SWITCH_DRILLS[to];
  const last = ended.get(`${unit}${drills.at(-1)?.stack}`);
  if (last === undefined) {
    return undefined;
  }
  const date = new Date(last).toISOString().slice(0, 10);
  return drills.flatMap(({ exercise, stack }) => {
    const end = ended.get(`${unit}${stack}`);
    return end === undefined
      ? []
      : [
          {
            date,
            exercise,
            minutes: minutesBetween(from, end),
            ...(exercise === 'database-failover' && recoveredTo !== undefined
              ? { lostMinutes: minutesBetween(recoveredTo, from) }
              : {}),
            ...(change === undefined ? {} : { change }),
            measured: true as const,
          },
        ];
  });
}

/** Whole minutes, of which each that has begun counts; 0 where the end comes first. */
function minutesBetween(from: number, until: number): number {
  return Math.max(0, Math.ceil((until - from) / MINUTE));
}

import { createHash } from 'node:crypto';
import { synthesizeUnit, type SynthesizedStack } from '@plinth/blueprints';
import type { Unit } from '@plinth/blueprints/schema';
import type { HistoricChange } from './units';

/** A request that was merged: what it asked for, and what its deployment did. */
export interface HistoricRequest {
  /** Names its branch and its task; no two are alike. */
  readonly name: string;
  readonly title: string;
  /** Login of who asked for it. */
  readonly requester: string;
  readonly approver: string;
  readonly template: string;
  /** Units as they are after it. */
  readonly units: readonly Unit[];
  /** Its units' folders are removed by hand, and nothing is deployed. */
  readonly removal?: boolean;
  /** What it deploys. */
  readonly stacks: readonly SynthesizedStack[];
  /**
   * How its deployment ended. One that failed could not be rolled back either.
   *
   * @default succeeded
   */
  readonly deployment?:
    'succeeded' | 'rolledBack' | 'failed' | 'notDeployed' | 'waiting';
  /** The resource type whose update fails where the deployment does not succeed, and what its service says. */
  readonly fault?: { readonly type: string; readonly message: string };
}

/** A change of the demo's own history as a request, with the stacks that its blueprint makes. */
export function requestOf(change: HistoricChange): HistoricRequest {
  const { unit } = change;
  return {
    ...change,
    name: `${unit.name}-${change.daysAgo}`,
    template: unit.kind === 'tenant' ? 'new-tenant' : 'new-environment',
    units: [unit],
    stacks: synthesizeUnit(unit),
    fault: {
      type: 'AWS::RDS::DBInstance',
      message:
        'Storage can be changed again six hours after the last change (Service: Rds, Status Code: 400)',
    },
  };
}

/** The hash that stands for the plan of a request. */
export function planHashOf({ stacks }: HistoricRequest): string {
  return createHash('sha256')
    .update(JSON.stringify(stacks.map(stack => stack.template)))
    .digest('hex');
}

import { createHash } from 'node:crypto';
import type { SynthesizedStack } from '@plinth/blueprints';
import type { Unit } from '@plinth/blueprints/schema';

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

/** The hash that stands for the plan of a request. */
export function planHashOf({ stacks }: HistoricRequest): string {
  return createHash('sha256')
    .update(JSON.stringify(stacks.map(stack => stack.template)))
    .digest('hex');
}

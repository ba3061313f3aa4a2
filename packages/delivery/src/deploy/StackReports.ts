import { unitEntityRef } from '@plinth/blueprints/schema';
import type { DeployedStack as StackReport } from '@plinth/plugin-environments-common';
import type { StackLocation } from '../aws/DeployedStack';
import type { GatheredPlan } from '../plan/gatherPlan';
import type { SynthesizedStack } from '../synth/Assembly';
import type { StackOutcome } from './stackOutcome';

/** Which stack is deleted. */
type DeletedStack = StackLocation & { readonly stackId: string };

const now = () => new Date().toISOString();

/** Makes the reports on the stacks of one deployment, which starts when this is made. */
export class StackReports {
  readonly #startedAt = now();
  readonly #changeSetName: string;
  readonly #deployed: GatheredPlan['deployed'];

  constructor(options: {
    changeSetName: string;
    /** What there was before. */
    deployed: GatheredPlan['deployed'];
  }) {
    this.#changeSetName = options.changeSetName;
    this.#deployed = options.deployed;
  }

  /** A stack that is about to be deployed. */
  running(stack: SynthesizedStack): StackReport {
    return {
      ...this.#identity(stack),
      outcome: 'running',
      changeSetName: this.#changeSetName,
      startedAt: now(),
    };
  }

  /** How the deployment of a stack ended that was reported as running. */
  ended(
    running: StackReport,
    outcome: StackOutcome & Pick<StackReport, 'stackId'>,
  ): StackReport {
    return { ...running, ...outcome, finishedAt: now() };
  }

  /** A stack with which the deployment has nothing to do. */
  unchanged(stack: SynthesizedStack, reason: string): StackReport {
    return {
      ...this.#identity(stack),
      outcome: 'unchanged',
      reason,
      startedAt: this.#startedAt,
      finishedAt: this.#startedAt,
    };
  }

  /** A stack that could not be begun. */
  skipped(stack: SynthesizedStack, reason: string): StackReport {
    return {
      ...this.#identity(stack),
      outcome: 'failed',
      reason,
      startedAt: this.#startedAt,
      finishedAt: now(),
    };
  }

  /** A stack that is about to be deleted. */
  deleting(unit: string, stack: DeletedStack): StackReport {
    return {
      ...identityOf({ ...stack, unit }),
      operation: 'delete',
      outcome: 'running',
      startedAt: now(),
    };
  }

  /** A stack that an earlier attempt has deleted. */
  gone(unit: string, stack: DeletedStack, reason: string): StackReport {
    return {
      ...identityOf({ ...stack, unit }),
      operation: 'delete',
      outcome: 'unchanged',
      reason,
      startedAt: this.#startedAt,
      finishedAt: this.#startedAt,
    };
  }

  #identity(stack: SynthesizedStack) {
    const { constructs } = stack;
    return {
      ...identityOf({ ...stack, stackId: this.#deployed(stack)?.stackId }),
      constructs,
    };
  }
}

function identityOf({
  unit,
  stackName,
  stackId,
  account,
  region,
}: Pick<StackReport, 'unit' | 'stackName' | 'stackId' | 'account' | 'region'>) {
  return {
    unit,
    entityRef: unitEntityRef({ name: unit.split('/')[1] }),
    stackName,
    stackId,
    account,
    region,
  };
}

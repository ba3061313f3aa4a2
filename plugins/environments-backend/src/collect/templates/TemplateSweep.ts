import { GetTemplateSummaryCommand } from '@aws-sdk/client-cloudformation';
import { isInProgress } from '@plinth/plugin-environments-common';
import type { StackStore, StatementStore, StoredStack } from '../../store';
import type { RegionClients } from '../aws/AwsClients';
import { readEachStack, requireAll } from '../reading/readEachStack';
import { readDrills } from './readDrills';
import { readRecovery } from './readRecovery';

/** Templates that one sweep reads at most; a first sweep over many stacks goes on with the next ones. */
const READS_PER_SWEEP = 20;

/** The state for which a template needs to be read once: it changes only with an update of its stack. */
function markerOf(stack: StoredStack): string {
  return `${stack.status} ${stack.updatedAt}`;
}

/** Reads what templates state of their data stores and drills: one call for each stack that has come to rest since its last one. */
export class TemplateSweep {
  readonly #stacks: StackStore;
  readonly #statements: StatementStore;

  constructor(options: { stacks: StackStore; statements: StatementStore }) {
    this.#stacks = options.stacks;
    this.#statements = options.statements;
  }

  /**
   * Reads the templates of an account and region that are due; those that CloudFormation refuses are named in an
   * `IncompleteReading` after the others were read.
   */
  async run(
    clients: RegionClients,
    options: { signal?: AbortSignal } = {},
  ): Promise<void> {
    const stacks = await this.#stacks.listStacks({
      account: clients.account,
      region: clients.region,
    });
    const due = stacks.filter(
      stack =>
        !isInProgress(stack.status) &&
        // A change set that nobody has executed yet: there is no template.
        stack.status !== 'REVIEW_IN_PROGRESS' &&
        stack.templateMarker !== markerOf(stack),
    );
    let read = 0;
    const refusals = await readEachStack(due, async stack => {
      if (read === READS_PER_SWEEP) {
        return;
      }
      const { Metadata } = await clients.cloudFormation.send(
        new GetTemplateSummaryCommand({ StackName: stack.stackId }),
        { abortSignal: options.signal },
      );
      await this.#statements.setStatements(
        stack.stackId,
        { recovery: readRecovery(Metadata), drills: readDrills(Metadata) },
        { marker: markerOf(stack) },
      );
      read += 1;
    });
    requireAll(refusals);
  }
}

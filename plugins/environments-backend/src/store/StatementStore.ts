import type {
  StatedDrill,
  StatedRecovery,
} from '@plinth/plugin-environments-common';

/** What the templates of stacks state; it is read with the stacks. */
export interface StatementStore {
  /** Records what the template of a stack states, and for which state of the stack it was read. */
  setStatements(
    stackId: string,
    stated: { recovery: StatedRecovery[]; drills: StatedDrill[] },
    options: { marker: string },
  ): Promise<void>;
}

import type { StackIdentity } from '@plinth/plugin-environments-common';

/** Which stacks exist and whose they are, as the environments back end last saw them. */
export interface StackInventory {
  /** Every stack that belongs to a unit, in the order account, region, name. */
  listStacks(): Promise<{ items: StackIdentity[] }>;
}

import type { BrokenUnit, UnitFolder } from '../units/UnitFolder';
import type { FoundStack, Place } from './FoundStack';

/** All that decisions are made from. */
export interface PreviewFacts {
  readonly now: Date;
  /** All units of the protected branch. */
  readonly units: readonly UnitFolder[];
  readonly broken: readonly BrokenUnit[];
  /** When the folder of each preview changed last on the branch, by path. */
  readonly changedAt: ReadonlyMap<string, Date | undefined>;
  /** Where the governance phase lets previews be. */
  readonly places: readonly Place[];
  /** Those of the places that could not be read. */
  readonly unread: readonly Place[];
  /** Every stack of the places that could be read. */
  readonly stacks: readonly FoundStack[];
}

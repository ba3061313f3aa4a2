import type { PathChange } from '../git/Git';
import type { BrokenUnit, UnitFolder } from '@plinth/repository/units';
import type { FoundStack, Place } from '../removal/FoundStack';

/** All that decisions are made from. */
export interface PreviewFacts {
  readonly now: Date;
  /** All units of the protected branch. */
  readonly units: readonly UnitFolder[];
  readonly broken: readonly BrokenUnit[];
  /** What changed the folder of each preview last on the branch, be it by removing it, by path. */
  readonly changes: ReadonlyMap<string, PathChange | undefined>;
  /** Where the governance phase lets previews be. */
  readonly places: readonly Place[];
  /** Those of the places that could not be read. */
  readonly unread: readonly Place[];
  /** The number of the repository, if it is known. */
  readonly repository?: string;
  /** Every stack of the places that could be read. */
  readonly stacks: readonly FoundStack[];
}

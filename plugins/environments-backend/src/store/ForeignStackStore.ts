import type { Place } from './sources';

/** A stack that no unit has. */
export interface ForeignStack extends Place {
  name: string;
}

/** Names of stacks that are somebody else's, as of the last sweep: no unit may take them. */
export interface ForeignStackStore {
  /** Replaces what is known of an account and region by a complete reading. */
  replaceForeignStacks(place: Place, names: readonly string[]): Promise<void>;
  /** Those of an account with the name of a unit, or a name that a further stack of the unit could have, in any region. */
  foreignStacksLike(account: string, unitName: string): Promise<ForeignStack[]>;
}

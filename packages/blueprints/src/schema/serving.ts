/** The two regions of a platform, by their parts in the environment: its own region, and the one of recovery. */
export type Side = 'primary' | 'recovery';

/** What the region that does not serve is for. */
export type Standby = 'follows' | 'fenced' | 'lost';

/** Which region serves, what the other one is for, and how often one has begun to follow the other anew. */
export interface Serving {
  readonly serving: Side;
  readonly standby: Standby;
  /**
   * Even while the recovery region was the last one to follow, odd while the primary was: the database that followed last is
   * of this generation, and the one that it follows of the one before.
   */
  readonly standbyGeneration: number;
}

/** What a region does. */
export type SideRole = 'serves' | Standby;

/** How every platform begins. */
export const FIRST_SERVING: Serving = {
  serving: 'primary',
  standby: 'follows',
  standbyGeneration: 0,
};

/** What a region does while this holds. */
export function roleOf(side: Side, { serving, standby }: Serving): SideRole {
  return side === serving ? 'serves' : standby;
}

/** The generation of a region's databases: of those that it has had since it began to follow last, 0 for the first ones. */
export function generationOf(
  side: Side,
  { standbyGeneration }: Pick<Serving, 'standbyGeneration'>,
): number {
  const parity = side === 'primary' ? 1 : 0;
  return standbyGeneration % 2 === parity
    ? standbyGeneration
    : Math.max(standbyGeneration - 1, 0);
}

/** The other region of the two. */
export function otherSide(side: Side): Side {
  return side === 'primary' ? 'recovery' : 'primary';
}

/** A step that the template `failover` takes. */
export type ServingStep = 'switch' | 'fence' | 'rejoin';

/**
 * What a step leads to; undefined where it leads nowhere from here.
 *
 * @param regionLost - whether the region that served does not answer, so that it cannot be fenced by a deployment
 */
export function stepFrom(
  now: Serving,
  step: ServingStep,
  regionLost = false,
): Serving | undefined {
  const { serving, standby, standbyGeneration } = now;
  switch (step) {
    case 'switch':
      if (standby === 'follows') {
        return regionLost && serving !== 'primary'
          ? undefined
          : {
              serving: otherSide(serving),
              standby: regionLost ? 'lost' : 'fenced',
              standbyGeneration,
            };
      }
      // The fence was asked for and the region went before it stood.
      return regionLost && standby === 'fenced' && serving === 'recovery'
        ? { ...now, standby: 'lost' }
        : undefined;
    case 'fence':
      return standby === 'lost' ? { ...now, standby: 'fenced' } : undefined;
    default:
      return standby === 'fenced'
        ? {
            serving,
            standby: 'follows',
            standbyGeneration: standbyGeneration + 1,
          }
        : undefined;
  }
}

const STEPS: readonly ServingStep[] = ['switch', 'fence', 'rejoin'];

/** Whether one step leads from the one to the other. */
export function isOneStep(before: Serving, after: Serving): boolean {
  return STEPS.some(step =>
    [false, true].some(lost => {
      const next = stepFrom(before, step, lost);
      return next !== undefined && isSame(next, after);
    }),
  );
}

/** Whether both say the same. */
export function isSame(left: Serving, right: Serving): boolean {
  return (
    left.serving === right.serving &&
    left.standby === right.standby &&
    left.standbyGeneration === right.standbyGeneration
  );
}

/**
 * Whether a stack that was deployed for `deployed` may be deployed for `wanted`. A step begins where all stacks have made the
 * one before: a region that joined while its fence had failed would replicate from a database that nobody promoted.
 */
export function isReachable(deployed: Serving, wanted: Serving): boolean {
  return isSame(deployed, wanted) || isOneStep(deployed, wanted);
}

/** In words: `serving primary, standby follows, generation 0`. */
export function tellServing({
  serving,
  standby,
  standbyGeneration,
}: Serving): string {
  return `serving ${serving}, standby ${standby}, generation ${standbyGeneration}`;
}

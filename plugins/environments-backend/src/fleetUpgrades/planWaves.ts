import { STAGES, type Stage } from '@plinth/blueprints/schema';

/** What decides in which wave a unit is. */
export interface WavedUnit {
  readonly name: string;
  readonly stage: Stage;
  /** Entity reference. */
  readonly owner: string;
}

/**
 * Puts units into waves: by stage, then by owner, then by name, at most so many in each. A wave holds units of one stage alone, so
 * that no stage begins before the one below it is done.
 *
 * @param size - units of a wave at most
 * @param order - of the stages; those that are not in it come before, in the order of their names in `STAGES`
 */
export function planWaves<U extends WavedUnit>(
  units: readonly U[],
  { size, order = [] }: { size: number; order?: readonly Stage[] },
): Array<U & { readonly wave: number; readonly position: number }> {
  const stages = [...STAGES.filter(stage => !order.includes(stage)), ...order];
  const sorted = [...units].sort(
    (a, b) =>
      stages.indexOf(a.stage) - stages.indexOf(b.stage) ||
      compare(a.owner, b.owner) ||
      compare(a.name, b.name),
  );
  let wave = 0;
  let left = 0;
  return sorted.map((unit, position) => {
    if (left === 0 || unit.stage !== sorted[position - 1].stage) {
      wave += 1;
      left = size;
    }
    left -= 1;
    return { ...unit, wave, position };
  });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

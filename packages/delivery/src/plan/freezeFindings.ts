import type { Unit } from '@plinth/blueprints/schema';
import type { Finding } from '@plinth/plugin-environments-common';
import { describeFreeze, freezesOf, type Freeze } from '@plinth/repository';

/** A unit that a plan is about, as it was and as it will be: neither may be frozen. */
export interface ReachedUnit {
  readonly path: string;
  readonly before: Unit | undefined;
  readonly after: Unit | undefined;
}

/** The freezes that hold a unit back. */
export function freezesOver(
  { path, before, after }: ReachedUnit,
  freezes: readonly Freeze[],
  now: Date,
): Freeze[] {
  const held = [before, after].flatMap(unit =>
    unit ? freezesOf({ path, stage: unit.stage }, freezes, now) : [],
  );
  return [...new Set(held)];
}

/** Warnings: a freeze that ends before the merge keeps nothing back, and deploy looks again. */
export function freezeFindings(
  units: readonly ReachedUnit[],
  freezes: readonly Freeze[],
  now: Date,
): Finding[] {
  return units.flatMap(unit =>
    freezesOver(unit, freezes, now).map(freeze => ({
      severity: 'warning' as const,
      rule: 'freeze',
      message: `${unit.path} is ${describeFreeze(freeze)}. Until then its deployment is refused; once it was, run that again.`,
      unit: unit.path,
    })),
  );
}

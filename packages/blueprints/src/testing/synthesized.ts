import { Template as Assertions } from 'aws-cdk-lib/assertions';
import { sampleUnits } from '../samples';
import type { Stage, Unit } from '../schema';
import {
  synthesizeUnit,
  type SynthesizedStack,
  type SynthesizeOptions,
  type Template,
} from '../synthesizeUnit';
import { synthesizedBefore } from './synthesizedBefore';

/** A sample unit, changed by the overrides; its parameters are merged over the sample's. */
export function sampleUnit(
  blueprint: string,
  stage: Stage,
  overrides: {
    size?: string;
    /** @default - the oldest version */
    version?: string;
    region?: string;
    parameters?: Record<string, unknown>;
  } = {},
): Unit {
  const sample = sampleUnits().find(
    each =>
      each.blueprint === blueprint &&
      each.stage === stage &&
      (!overrides.version || each.version === overrides.version) &&
      (!overrides.size || each.size === overrides.size),
  );
  if (!sample) {
    throw new Error(`no sample of ${blueprint} at ${stage}`);
  }
  return {
    ...sample.unit,
    region: overrides.region ?? sample.unit.region,
    parameters: { ...sample.unit.parameters, ...overrides.parameters },
  };
}

/** The assertions on the unit's own stack, or on the one whose name ends in the suffix. */
export function synthesized(unit: Unit, suffix = ''): Assertions {
  const name = `${unit.name}${suffix}`;
  const stacks = synthesizedBefore(unit);
  const stack = stacks.find(each => each.stackName === name);
  if (!stack) {
    throw new Error(
      `${name} is not among ${stacks.map(({ stackName }) => stackName).join(', ')}`,
    );
  }
  return Assertions.fromJSON(
    stack.template as Template & Record<string, unknown>,
  );
}

/**
 * Synthesizes each unit once, however many test files look at its stacks: a whole set of samples takes most of a minute. What was
 * synthesized from the same sources lies in a folder, from which the next file reads it; with options it is kept for this file alone.
 * The tests must leave the templates as they are.
 */
export function synthesizeOnce(
  options?: SynthesizeOptions,
): (unit: Unit) => readonly SynthesizedStack[] {
  const known = new Map<string, readonly SynthesizedStack[]>();
  return unit => {
    const key = JSON.stringify(unit);
    const stacks =
      known.get(key) ??
      (options ? synthesizeUnit(unit, options) : synthesizedBefore(unit));
    known.set(key, stacks);
    return stacks;
  };
}

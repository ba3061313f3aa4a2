import type { Blueprint, StageDefaults } from './types';

/** Where a unit is requested, as far as that is chosen. */
export interface RequestedPlace {
  readonly stage?: string;
  readonly region?: string;
}

/** What the blueprint says for the stage; undefined before one is chosen, or for one that it is not for. */
export function stageDefaults(
  blueprint: Blueprint,
  { stage }: RequestedPlace,
): StageDefaults | undefined {
  return stage !== undefined && Object.hasOwn(blueprint.defaults, stage)
    ? blueprint.defaults[stage]
    : undefined;
}

/** The parameters that a unit has at a place where its request does not say them: what the back end fills in. */
export function defaultsAt(
  blueprint: Blueprint,
  place: RequestedPlace,
): Record<string, unknown> {
  const defaults = stageDefaults(blueprint, place);
  const { region = '' } = place;
  return {
    ...defaults?.parameters,
    ...(defaults && Object.hasOwn(defaults.regions, region)
      ? defaults.regions[region]
      : undefined),
  };
}

import {
  defaultsAt,
  type BlueprintList,
  type UnitOnMain,
} from '@plinth/plugin-environments-common';
import { findRequested, type Parameters } from './blueprintParameters';
import { isEqual } from './changedParameters';

/** One parameter of which two environments have different values. */
export interface PromotedParameter {
  readonly name: string;
  readonly title: string;
  readonly theirs: unknown;
  readonly ours: unknown;
  /** Why a promotion leaves it; undefined: it is carried, unless a person keeps it. */
  readonly stays?: string;
  /** Why AWS or the blueprint may refuse this value all the same; it then stays as it is. */
  readonly caution?: string;
}

/** How two environments compare; undefined while no version of the blueprint is known. */
export interface PromotionComparison {
  readonly differing: readonly PromotedParameter[];
  /** How many parameters have the same value in both. */
  readonly agreeing: number;
}

/** What a promotion to `to` would find, by the rules that the request follows too. */
export function comparePromotion(
  blueprints: BlueprintList,
  from: UnitOnMain,
  to: UnitOnMain,
): PromotionComparison | undefined {
  const blueprint = findRequested(blueprints, from);
  const today = findRequested(blueprints, to);
  if (!blueprint || !today) {
    return undefined;
  }
  const stated = from.parameters as Parameters;
  const theirs: Parameters = { ...defaultsAt(blueprint, from), ...stated };
  const ours: Parameters = {
    ...defaultsAt(today, to),
    ...(to.parameters as Parameters),
  };
  const properties = (blueprint.parameters.properties ?? {}) as Record<
    string,
    { title?: string; ofPlace?: boolean }
  >;
  const ruleOf = (name: string) =>
    blueprint.fixed.find(({ parameter }) => parameter === name);
  const reasonToStay = (name: string) => {
    if (properties[name].ofPlace) {
      return 'says where an environment stands';
    }
    if (!(name in stated)) {
      return 'left to the default of the stage';
    }
    return ruleOf(name)?.always ? 'cannot change in place' : undefined;
  };
  const names = Object.keys(properties).filter(
    name => name in theirs || name in ours,
  );
  const differing = names
    .filter(name => !isEqual(theirs[name], ours[name]))
    .map(name => {
      const stays = reasonToStay(name);
      return {
        name,
        title: properties[name].title ?? name,
        theirs: theirs[name],
        ours: ours[name],
        stays,
        caution: stays ? undefined : ruleOf(name)?.why,
      };
    });
  return { differing, agreeing: names.length - differing.length };
}

import { isDeepStrictEqual } from 'node:util';
import type { Dictionary, Value } from '../expressions';

/**
 * The combinations of a matrix, as GitHub makes them: the product of the axes without those that `exclude` matches;
 * each `include` is added to the combinations whose axis values it does not change, or else is one of its own.
 */
export function expandMatrix(matrix: Dictionary): Dictionary[] {
  const { include, exclude, ...axes } = matrix;
  const original = product(axes).filter(
    combination =>
      !listOf('exclude', exclude).some(rule => agrees(combination, rule)),
  );
  const combinations = original.map(combination => ({ ...combination }));
  for (const addition of listOf('include', include)) {
    const overlap = Object.fromEntries(
      Object.entries(addition).filter(([key]) => key in axes),
    );
    const extended = combinations.filter(
      (_, index) => index < original.length && agrees(original[index], overlap),
    );
    if (extended.length > 0) {
      extended.forEach(each => Object.assign(each, addition));
    } else {
      combinations.push({ ...addition });
    }
  }
  return combinations;
}

function product(axes: Dictionary): Record<string, Value>[] {
  const names = Object.keys(axes);
  if (names.length === 0) {
    return [];
  }
  return names.reduce<Record<string, Value>[]>(
    (made, name) => {
      const values = axes[name];
      if (!Array.isArray(values)) {
        throw new Error(`strategy.matrix.${name} must be a list`);
      }
      return made.flatMap(each =>
        values.map((value: Value) => ({ ...each, [name]: value })),
      );
    },
    [{}],
  );
}

function listOf(name: string, value: Value | undefined): Dictionary[] {
  if (value === undefined || value === null) {
    return [];
  }
  if (!Array.isArray(value)) {
    throw new Error(`strategy.matrix.${name} must be a list`);
  }
  return value as Dictionary[];
}

function agrees(combination: Dictionary, rule: Dictionary): boolean {
  return Object.entries(rule).every(([key, value]) =>
    isDeepStrictEqual(combination[key], value),
  );
}

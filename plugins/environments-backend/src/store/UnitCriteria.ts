/** What of a unit decides who reaches it. */
export type CriteriaColumn =
  'account' | 'blueprintName' | 'owner' | 'ownedBy' | 'stage';

/**
 * Which units are meant: all, those of entity references, those that have one of some values, or what these come to together. Where
 * no column says whether a unit is meant it is undecided, which is told apart from that it is not.
 */
export type UnitCriteria =
  | 'all'
  | 'undecided'
  | readonly string[]
  | { readonly column: CriteriaColumn; readonly values: readonly string[] }
  | { readonly allOf: readonly UnitCriteria[] }
  | { readonly anyOf: readonly UnitCriteria[] }
  | { readonly not: UnitCriteria };

/** True for criteria that no unit fits. */
export function isNone(criteria: UnitCriteria): boolean {
  return Array.isArray(criteria) && criteria.length === 0;
}

/** Units that fit all of the criteria, told as shortly as may be. */
export function allOf(criteria: readonly UnitCriteria[]): UnitCriteria {
  if (criteria.some(isNone)) {
    return [];
  }
  const open = criteria.filter(each => each !== 'all');
  if (open.length < 2) {
    return open[0] ?? 'all';
  }
  return { allOf: open };
}

/** Units that fit any of the criteria, told as shortly as may be. */
export function anyOf(criteria: readonly UnitCriteria[]): UnitCriteria {
  if (criteria.includes('all')) {
    return 'all';
  }
  const open = criteria.filter(each => !isNone(each));
  if (open.length < 2) {
    return open[0] ?? [];
  }
  return { anyOf: open };
}

/** Units that do not fit the criteria. */
export function not(criteria: UnitCriteria): UnitCriteria {
  if (criteria === 'all') {
    return [];
  }
  if (criteria === 'undecided') {
    return 'undecided';
  }
  return isNone(criteria) ? 'all' : { not: criteria };
}

import type { Place } from '../store';

/** The sources that an answer about stacks comes from; those of the unit's own place while it has no stack. */
export function sourcesOf(
  unit: Place,
  stacks: Place[],
  sourceOf: (account: string, region: string) => string,
): string[] {
  const places = stacks.length > 0 ? stacks : [unit];
  return [
    ...new Set(places.map(({ account, region }) => sourceOf(account, region))),
  ];
}

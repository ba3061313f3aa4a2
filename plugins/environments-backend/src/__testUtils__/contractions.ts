/** What a migration takes away on purpose: each of `breakages`, with the release since which nothing reads or writes it. */
export type Contractions = Record<string, string>;

/** The versions that were released, by the headings of a changelog. */
export const releasesOf = (changelog: string): string[] =>
  [...changelog.matchAll(/^## (\d+\.\d+\.\d+)$/gm)].map(
    ([, version]) => version,
  );

/**
 * What a migration must not do, or must not say: one sentence for each. It may take away what no version uses with which its own can
 * share the database: the release that it names is out already, so the migration comes in a later one.
 *
 * @param broken - what it does to the tables that were there, by `breakages`
 * @param named - what it exports as `contracts`
 * @param releases - the versions that are out
 */
export function unexcused(
  broken: string[],
  named: Contractions,
  releases: string[],
): string[] {
  const refused = broken.flatMap(told => {
    const release = named[told];
    if (release === undefined) {
      return [told];
    }
    return releases.includes(release)
      ? []
      : [`${told}: nothing was released as ${release}`];
  });
  const untrue = Object.keys(named)
    .filter(told => !broken.includes(told))
    .map(told => `it names “${told}”, and does not do that`);
  return [...refused, ...untrue];
}

import type {
  Blueprint,
  BlueprintList,
  UnitOnMain,
} from '@plinth/plugin-environments-common';

/** The versions that a unit can move to, oldest first, as the API lists them. */
export function newerVersions(
  list: BlueprintList,
  unit: Pick<UnitOnMain, 'blueprint' | 'version'>,
): Blueprint[] {
  const versions = list.items.filter(({ name }) => name === unit.blueprint);
  return versions.slice(
    versions.findIndex(({ version }) => version === unit.version) + 1,
  );
}

/** Those that lie on the way to one of them, with that one at the end. */
export function versionsTo(
  newer: readonly Blueprint[],
  version: string | undefined,
): Blueprint[] {
  return newer.slice(0, newer.findIndex(each => each.version === version) + 1);
}

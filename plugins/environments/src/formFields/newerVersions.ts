import type {
  Blueprint,
  BlueprintList,
  UnitOnMain,
} from '@plinth/plugin-environments-common';

/** The versions that a unit can move to, oldest first, as the API lists them; undefined where its own is not among them. */
export function newerVersions(
  list: BlueprintList,
  unit: Pick<UnitOnMain, 'blueprint' | 'version'>,
): Blueprint[] | undefined {
  const versions = list.items.filter(({ name }) => name === unit.blueprint);
  const own = versions.findIndex(({ version }) => version === unit.version);
  return own === -1 ? undefined : versions.slice(own + 1);
}

/** Those that lie on the way to one of them, with that one at the end. */
export function versionsTo(
  newer: readonly Blueprint[],
  version: string | undefined,
): Blueprint[] {
  return newer.slice(0, newer.findIndex(each => each.version === version) + 1);
}

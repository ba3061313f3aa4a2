import type {
  BlueprintList,
  EnvironmentRow,
  FleetCell,
  Stage,
} from '@plinth/plugin-environments-common';
import { newerVersions } from '../formFields/newerVersions';

/** The way of what is proved; previews and shared services are on none. */
const WAY: readonly Stage[] = ['dev', 'staging', 'production'];

/** The environment that stands nearest before a stage on the way to production, if one does. */
export function nextOnTheWay(
  cells: readonly FleetCell[],
  stage: Stage,
): EnvironmentRow | undefined {
  const before = WAY.slice(0, Math.max(0, WAY.indexOf(stage))).reverse();
  return before
    .flatMap(each => cells.find(cell => cell.stage === each)?.items ?? [])
    .find(({ kind }) => kind === 'environment');
}

/** The environment before a unit on the way whose version of the same blueprint is newer than its own, if there is one. */
export function promotedFrom(
  cells: readonly FleetCell[],
  row: EnvironmentRow,
  blueprints: BlueprintList,
): EnvironmentRow | undefined {
  const from =
    row.kind === 'environment' ? nextOnTheWay(cells, row.stage) : undefined;
  if (!from) {
    return undefined;
  }
  const [blueprint, version = ''] = row.blueprint.split('@');
  const newer = newerVersions(blueprints, { blueprint, version }) ?? [];
  return newer.some(each => `${each.name}@${each.version}` === from.blueprint)
    ? from
    : undefined;
}

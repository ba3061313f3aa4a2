import type {
  EnvironmentRow,
  FleetCell,
  Stage,
} from '@plinth/plugin-environments-common';

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

/** The environment before a unit on the way whose blueprint is newer than its own, if there is one. */
export function promotedFrom(
  cells: readonly FleetCell[],
  row: EnvironmentRow,
): EnvironmentRow | undefined {
  const from =
    row.kind === 'environment' ? nextOnTheWay(cells, row.stage) : undefined;
  if (!from) {
    return undefined;
  }
  const [name, version = ''] = row.blueprint.split('@');
  const [theirs, newer = ''] = from.blueprint.split('@');
  return name === theirs && isNewer(newer, version) ? from : undefined;
}

function isNewer(a: string, b: string): boolean {
  const [left, right] = [a, b].map(text => text.split('.').map(Number));
  const index = left.findIndex((number, i) => number !== right[i]);
  return index >= 0 && left[index] > (right[index] ?? -1);
}

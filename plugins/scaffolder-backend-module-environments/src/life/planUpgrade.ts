import { ConflictError, InputError } from '@backstage/errors';
import {
  type BlueprintRegistry,
  type BlueprintSchema,
  quoteValue,
  type Unit,
} from '@plinth/blueprints/schema';
import { editedUnit } from '@plinth/repository';
import { changeUnit } from './changeUnit';
import type { LifeRequestOf } from './LifeRequest';
import { refuseStale } from './refuseStale';
import { requireUnitOnMain } from './requireUnitOnMain';
import type { LifeContext, UnitChange } from './UnitChange';

/** What a request for a newer version of its blueprint makes of the unit. */
export async function planUpgrade(
  request: LifeRequestOf<'upgrade'>,
  { repository, path }: LifeContext,
  blueprints: BlueprintRegistry,
): Promise<UnitChange> {
  const main = await repository.main();
  const before = await requireUnitOnMain(main, path);
  refuseStale(before, request.seen);
  const steps = versionsTo(before, request.version, blueprints);
  refuseUnnamed(before, request, steps);
  const { version, parameters = {} } = request;
  const after = editedUnit(before, { version, parameters });
  return {
    ...(await changeUnit(main, path, before, after, blueprints)),
    title: `Move ${after.kind} ${after.name} to ${after.blueprint} ${after.version} (${after.stage}, ${after.region})`,
    notes: notesOf(steps),
    labels: ['upgrade'],
  };
}

/** What a reviewer should know of the versions on the way, as Markdown paragraphs. */
export function notesOf(steps: readonly BlueprintSchema[]): string[] {
  const replaced = steps.flatMap(({ replaces }) => replaces);
  return [
    ...steps.flatMap(({ notes, version }) =>
      notes ? [`**${version}**: ${notes}`] : [],
    ),
    ...(replaced.length > 0
      ? [
          `**This replaces ${replaced.join(', ')}, with the data in it.** Whoever asked for it named that. Save the data before you merge.`,
        ]
      : []),
  ];
}

/**
 * The versions that lie between the unit's own and the wanted one, which is the last of them.
 *
 * @throws InputError where the wanted one is no newer version
 */
export function versionsTo(
  unit: Unit,
  version: string,
  blueprints: BlueprintRegistry,
): BlueprintSchema[] {
  const newer = blueprints.newerThan(unit.blueprint, unit.version);
  if (!newer) {
    // Neither order nor what is fixed can be told from what nobody knows
    throw new InputError(
      `version: ${unit.name} is at ${unit.blueprint} ${unit.version}, which this portal does not know, so it cannot tell which versions are newer; add that version to the portal`,
    );
  }
  const wanted = newer.findIndex(schema => schema.version === version);
  if (wanted === -1) {
    const known = newer.map(schema => schema.version).join(', ');
    throw new InputError(
      `version: ${unit.name} is at ${unit.blueprint} ${unit.version}, and ${quoteValue(version)} is no newer version of it; ${known ? `there are ${known}` : 'it is the newest already'}`,
    );
  }
  return newer.slice(0, wanted + 1);
}

/**
 * A loss is nothing that happens by choosing a number from a list.
 *
 * @throws ConflictError that tells what has to be named
 */
export function refuseUnnamed(
  unit: Unit,
  {
    version,
    replaces = [],
  }: Pick<LifeRequestOf<'upgrade'>, 'version' | 'replaces'>,
  steps: readonly BlueprintSchema[],
): void {
  const unnamed = steps
    .flatMap(step => step.replaces)
    .filter(each => !replaces.includes(each));
  if (unnamed.length > 0) {
    throw new ConflictError(
      `replaces: ${unit.blueprint} ${version} would replace ${unnamed.map(quoteValue).join(', ')} of ${unit.name}, with the data in it. Save the data, then name that in replaces; or stay at ${unit.version}`,
    );
  }
}
